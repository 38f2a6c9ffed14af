// Shorter names between a module and its glue. wasm-bindgen names each import after what it is, with sixteen random
// digits that stand in both files and that no compression makes smaller.

import { described, reader, sections } from './wasm.mjs';

/** A number as WebAssembly writes it. */
function written(number) {
  const bytes = [];
  do {
    const rest = number >>> 7;
    bytes.push((number & 0x7f) | (rest ? 0x80 : 0));
    number = rest;
  } while (number);
  return bytes;
}

/** The import section with each name run through `rename`. */
function renamed(section, rename) {
  const read = reader(section);
  const count = read.number();
  const parts = [Buffer.from(written(count))];
  for (let n = 0; n < count; n += 1) {
    const module = read.take(read.number());
    const name = Buffer.from(rename(read.text()));
    const from = read.at();
    described(read);
    parts.push(Buffer.from(written(module.length)), module, Buffer.from(written(name.length)), name, section.subarray(from, read.at()));
  }
  return Buffer.concat(parts);
}

/** A module and its glue with short names for what the one imports from the other. */
export function shorten(wasm, glue) {
  const isLong = /^__wb(?:g|indgen)_\w+$/;
  const exported = new Set(WebAssembly.Module.exports(new WebAssembly.Module(wasm)).map((one) => one.name));
  const names = new Map();
  const rename = (name) => {
    if (!isLong.test(name) || exported.has(name)) return name;
    if (!names.has(name)) names.set(name, `i${names.size.toString(36)}`);
    return names.get(name);
  };
  const parts = [wasm.subarray(0, 8)];
  for (const [kind, section] of sections(wasm)) {
    const now = kind === 2 ? renamed(section, rename) : section;
    parts.push(Buffer.from([kind, ...written(now.length)]), now);
  }
  const found = new Set();
  const short = glue.replace(/\b__wb(?:g|indgen)_\w+/g, (name) => {
    found.add(name);
    return names.get(name) ?? name;
  });
  const missing = [...names.keys()].filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`the glue does not know ${missing.join(', ')}`);
  // What is for readers alone: no text of the glue goes over a line, so a line's own start and end may go.
  const plain = short.replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, '').replace(/^\s*\/\/.*\n/gm, '').replace(/^\s+/gm, '');
  return [Buffer.concat(parts), plain];
}
