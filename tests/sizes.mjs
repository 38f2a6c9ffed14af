// Prints the size of every shipped file, raw and with brotli 11, and holds each module of the page to its
// budget in tests/sizes.json (--check).
//
// A budget is a ratchet: what shrinks by more than 2 % lowers it, so that nothing grows back unseen, and a
// commit that raises one says by how many bytes and why. The first load as a whole has a fixed ceiling.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { moduleIn } from './letters.mjs';

const CEILING = 300_000;
const FILE = 'tests/sizes.json';
/** So many bytes may go by chance. */
const CHANCE = 50;
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

/** The budget that a size would get: one percent of room, so that not every change is about it. */
export const fitting = (bytes) => Math.ceil((bytes * 1.01) / 10) * 10;

/** What is wrong with the budgets for these sizes, and what to write. */
export function complaints(budgets, sizes) {
  const names = [...new Set([...Object.keys(budgets), ...Object.keys(sizes)])];
  return names.flatMap((name) => {
    const [budget, size] = [budgets[name], sizes[name]];
    const write = `write "${name}": ${fitting(size)} into ${FILE}`;
    if (size === undefined) return [`${name} is not shipped any more: take it out of ${FILE}`];
    if (budget === undefined) return [`${name} has ${size} bytes and no budget: ${write}`];
    if (size > budget) return [`${name} has ${size} bytes, its budget is ${budget}: make it smaller, or ${write} in a commit that says "${fitting(size) - budget} bytes" and why`];
    // Digests in the names of modules compress better or worse by chance, which shows in a small file.
    if (size < budget * 0.98 && budget - size > CHANCE) return [`${name} shrank to ${size} bytes, its budget is ${budget}: ${write}`];
    return [];
  });
}

/** Raised budgets of which the commit that raised them says nothing. */
export function unsaid(before, after, message) {
  // A message has lines, and a line may end between a number and its unit.
  const said = message.replace(/\s+/g, ' ');
  const raised = Object.entries(after).filter(([name, bytes]) => bytes > (before[name] ?? Infinity));
  return raised.filter(([name, bytes]) => !said.includes(`${bytes - before[name]} bytes`)).map(([name, bytes]) => `${name} was raised by ${bytes - before[name]} bytes, and the commit does not say "${bytes - before[name]} bytes" and why`);
}

/** The module of a first file: its name without the digest; what starts the page is one. The page is its own, with the
    styles and the first module in it. */
function moduleOf(name) {
  return name === 'index.html' ? name : /^(fast-ha|worker).*\.(js|wasm)$/.test(name) ? name.replace(/-[0-9a-f]{8,16}(?=[_.])/, '') : 'start';
}

/** What the catalogue says of findings: the second module says it, and the first one carries none of it. */
function strangers(bytes) {
  const catalogue = readFileSync('src/finding/code.rs', 'utf8').split('rules! {')[1];
  // The words around the places of a sentence, those long enough to be nobody else's.
  const words = [...catalogue.matchAll(/"((?:[^"\\]|\\.)*)"/g)].flatMap((found) => found[1].split(/\{[a-z]*\}/)).filter((text) => text.length >= 40);
  if (words.length < 100) throw new Error('the catalogue of findings is not where it was expected');
  return words.filter((text) => bytes.includes(text));
}

/** The sizes of all modules, and of the first load. */
function measured() {
  // The first load is the page, what it names, and what its start script names but the second module, which is
  // loaded once the page has been painted.
  const page = readFileSync('dist/index.html', 'utf8');
  const start = page.match(/init-[0-9a-f]+\.js/)?.[0];
  const named = page + (start ? readFileSync(`dist/${start}`, 'utf8') : '');
  // The page has its module in it; the file is for a page that came changed.
  const isSpare = (name) => /^fast-ha-[0-9a-f]+_bg\.wasm$/.test(name);
  const isSecond = (name) => /^(fast-ha-second|worker)-/.test(name);
  const isFirst = (name) => name === 'index.html' || (named.includes(`./${name}`) && !isSpare(name) && !name.endsWith('.webmanifest') && !isSecond(name));
  const sizes = {};
  let [first, second] = [0, 0];
  const judging = [];
  for (const name of readdirSync('dist').sort().filter((one) => !/\.(br|gz)$/.test(one) && statSync(`dist/${one}`).isFile())) {
    const bytes = readFileSync(`dist/${name}`);
    const small = brotli(bytes);
    if (name === 'index.html') judging.push(...strangers(moduleIn(page)));
    console.log(`${String(bytes.length).padStart(9)} ${String(small).padStart(8)}  ${isFirst(name) ? '*' : ' '} ${name}`);
    if (isFirst(name)) first += small;
    if (isSecond(name)) second += small;
    // A module that is loaded later has its budget too.
    if (isFirst(name) || isSecond(name)) sizes[moduleOf(name)] = (sizes[moduleOf(name)] ?? 0) + small;
  }
  // These two are not sent with brotli: one is opened from disk, the other has a limit in Azure.
  sizes['fast-ha-offline.html'] = readFileSync('dist/fast-ha-offline.html').length;
  sizes['azuredeploy.json of reference'] = readFileSync('tests/designs/reference/azuredeploy.json').length;
  return { sizes, first, second, judging };
}

/** The commit that touched the budgets last: what they were before it, and what it says. */
function lastCommit() {
  const git = (...command) => execFileSync('git', command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const commit = git('log', '-1', '--format=%H', '--', FILE).trim();
    return { before: JSON.parse(git('show', `${commit}^:${FILE}`)), after: JSON.parse(git('show', `${commit}:${FILE}`)), message: git('log', '-1', '--format=%B', commit) };
  } catch {
    // The first commit of the budgets, or no history at all.
    return { before: {}, after: {}, message: '' };
  }
}

if (process.argv[1]?.endsWith('sizes.mjs')) {
  const { sizes, first, second, judging } = measured();
  const budgets = JSON.parse(readFileSync(FILE, 'utf8'));
  for (const [name, bytes] of Object.entries(sizes)) console.log(`${name}: ${bytes} bytes, budget ${budgets[name] ?? 'none'}`);
  console.log(`first load (*): ${(first / 1000).toFixed(1)} kB with brotli, ceiling ${CEILING / 1000} kB; the second module after it: ${(second / 1000).toFixed(1)} kB`);
  const { before, after, message } = lastCommit();
  const wrong = [...complaints(budgets, sizes), ...unsaid(before, after, message)];
  wrong.push(...judging.map((text) => `the first module carries "${text}", which is for the second one to say`));
  if (first > CEILING) wrong.push('the first load is over its ceiling');
  wrong.forEach((text) => console.error(text));
  if (process.argv.includes('--check') && wrong.length > 0) process.exit(1);
}
