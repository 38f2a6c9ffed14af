// Breaks the product in each way that tests/broken.json lists, in a copy, and insists that the test named
// there fails, and passes on the unbroken product. Takes a minute for each.
//
//   node tests/broken.mjs [ROOM]

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const list = JSON.parse(readFileSync('tests/broken.json', 'utf8')).filter(({ room }) => !process.argv[2] || room === process.argv[2]);
const copy = mkdtempSync(join(tmpdir(), 'fast-ha-broken-'));
// A target folder of its own: cargo takes the copy for the checkout, and a broken build would pass there for a fresh one.
const env = { ...process.env, CARGO_TARGET_DIR: resolve('target/broken') };

/** Runs a named test in the copy: `passed`, `failed`, or what else came of it. */
function run(test) {
  const [kind, ...rest] = test.split(' ');
  const name = rest.at(-1);
  const { stdout, stderr } = spawnSync('cargo', ['test', kind, ...rest.slice(0, -1), '--', '--exact', name], { cwd: copy, env, encoding: 'utf8' });
  if (stdout.includes(`test ${name} ... ok`)) return 'passed';
  if (stdout.includes(`test ${name} ... FAILED`)) return 'failed';
  return /error(\[E\d+\])?:/.test(stderr) ? `does not compile: ${stderr.match(/error.*/)[0]}` : 'ran no such test';
}

try {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).trim().split('\n');
  for (const file of files.filter((one) => !one.startsWith('docs/') || one.endsWith('.html'))) cpSync(file, join(copy, file));
  const sound = new Map();
  let n_missed = 0;
  for (const { room, what, file, from, to, test } of list) {
    if (!sound.has(test)) sound.set(test, run(test));
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    const parts = text.split(from);
    let outcome = `found ${parts.length - 1} times in ${file}`;
    if (parts.length === 2) {
      writeFileSync(path, parts.join(to));
      outcome = run(test);
      writeFileSync(path, text);
    }
    const caught = sound.get(test) === 'passed' && outcome === 'failed';
    if (!caught) n_missed += 1;
    console.log(`${caught ? 'caught' : 'MISSED'}  ${room.padEnd(8)} ${what}\n        by ${test}${caught ? '' : ` (unbroken: ${sound.get(test)}, broken: ${outcome})`}`);
  }
  console.log(`${list.length - n_missed} of ${list.length} caught`);
  process.exitCode = n_missed === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true });
}
