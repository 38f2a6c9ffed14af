// What a module is made of: raw code by crate, by module of ours, and the largest functions, as rustc wrote it
// before wasm-opt. `node tests/bench/wasm.mjs [file.wasm]`, after a release build.

import { readFileSync } from 'node:fs';
import { described, reader, sections } from '../wasm.mjs';

const FILE = process.argv[2] ?? 'target/wasm32-unknown-unknown/wasm-release/fast-ha.wasm';
const [LARGEST, MODULES] = [40, 40];

/** Sizes of all functions with their names. */
function functions(bytes) {
  const [sizes, names] = [[], new Map()];
  let imported = 0;
  const readers = {
    0: (read) => {
      if (read.text() !== 'name') return;
      while (!read.ended()) {
        const [kind] = read.take(1);
        const part = reader(read.take(read.number()));
        if (kind === 1) for (let left = part.number(); left > 0; left -= 1) names.set(part.number(), part.text());
      }
    },
    2: (read) => {
      for (let left = read.number(); left > 0; left -= 1) {
        read.text();
        read.text();
        if (described(read) === 0) imported += 1;
      }
    },
    10: (read) => {
      for (let left = read.number(); left > 0; left -= 1) sizes.push(read.take(read.number()).length);
    },
  };
  for (const [kind, section] of sections(bytes)) readers[kind]?.(reader(section));
  return sizes.map((size, place) => ({ size, path: path(names.get(place + imported) ?? '?') }));
}

/** The words of a mangled name, its generics left out. */
function path(name) {
  if (!name.startsWith('_ZN')) return (name.match(/\d+[a-z_][a-z0-9_]+/gi) ?? [name]).map((word) => word.replace(/^\d+_?/, '')).slice(0, 4);
  const words = [];
  for (let rest = name.slice(3), found; (found = rest.match(/^\d+/)); ) {
    const [from, length] = [found[0].length, Number(found[0])];
    words.push(rest.slice(from, from + length));
    rest = rest.slice(from + length);
  }
  return words.filter((word) => !/^h[0-9a-f]{16}$/.test(word)).flatMap((word) => readable(word).split('::'));
}

const SIGNS = { LT: '<', GT: '>', u20: ' ', RF: '&', C: ',', BP: '*', LP: '(', RP: ')', u7b: '{', u7d: '}', SP: '@', u5b: '[', u5d: ']', u3b: ';', u27: "'" };
const readable = (word) => word.replace(/\$([A-Za-z0-9]+)\$/g, (all, sign) => SIGNS[sign] ?? all).replace(/\.\./g, '::').replace(/^_</, '<');

/** Whose a function is: the crate of its path, or of the type that it is about. */
const crate = (words) => words.join('::').match(/(?:^|[<&* ])([a-z][a-z0-9_]*)(?=::)/)?.[1] ?? 'other';

function table(title, rows, most) {
  console.log(`\n${title}`);
  const sums = new Map();
  for (const [name, size] of rows) {
    const [sum, count] = sums.get(name) ?? [0, 0];
    sums.set(name, [sum + size, count + 1]);
  }
  const sorted = [...sums].sort((a, b) => b[1][0] - a[1][0]);
  for (const [name, [sum, count]] of sorted.slice(0, most)) console.log(`${String(sum).padStart(9)} ${String(count).padStart(5)}  ${name.slice(0, 130)}`);
}

const all = functions(readFileSync(FILE));
console.log(`${FILE}: ${all.reduce((sum, one) => sum + one.size, 0)} bytes of code in ${all.length} functions`);
table('by crate: bytes, functions', all.map(({ size, path }) => [crate(path), size]), 20);
const ours = all.filter(({ path }) => path.join('::').includes('fast_ha::'));
const module = (words) => words.join('::').match(/fast_ha::([a-z_]+(?:::[a-z_]+){0,2})/)?.[1] ?? '?';
table('by module of ours', ours.map(({ size, path }) => [module(path), size]), MODULES);
table('largest functions and families', all.map(({ size, path }) => [path.join('::'), size]), LARGEST);
