// Prints the size of every shipped file, raw and with brotli 11, and of the template of `reference`;
// --check holds the first load and the template to their budgets.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const BUDGET_KB = 520;
const TEMPLATE_KB = 80;
const OFFLINE_KB = 930;
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

// The first load is the page, what it names, and what its start script names.
const page = readFileSync('dist/index.html', 'utf8');
const start = page.match(/init-[0-9a-f]+\.js/)?.[0];
const named = page + (start ? readFileSync(`dist/${start}`, 'utf8') : '');
const isFirst = (name) => name === 'index.html' || (named.includes(`./${name}`) && !name.endsWith('.webmanifest'));

let total = 0;
for (const name of readdirSync('dist').sort().filter((one) => !/\.(br|gz)$/.test(one) && statSync(`dist/${one}`).isFile())) {
  const bytes = readFileSync(`dist/${name}`);
  const small = brotli(bytes);
  if (isFirst(name)) total += small;
  console.log(`${String(bytes.length).padStart(9)} ${String(small).padStart(8)}  ${isFirst(name) ? '*' : ' '} ${name}`);
}
console.log(`first load (*): ${(total / 1000).toFixed(1)} kB with brotli, budget ${BUDGET_KB} kB`);
if (process.argv.includes('--check') && total > BUDGET_KB * 1000) {
  console.error('the first load is over its budget');
  process.exit(1);
}

const offline = readFileSync('dist/fast-ha-offline.html').length;
console.log(`fast-ha-offline.html: ${(offline / 1000).toFixed(1)} kB, budget ${OFFLINE_KB} kB`);
if (process.argv.includes('--check') && offline > OFFLINE_KB * 1000) {
  console.error('the offline file is over its budget');
  process.exit(1);
}

const template = readFileSync('tests/designs/reference/azuredeploy.json').length;
console.log(`azuredeploy.json of reference: ${(template / 1000).toFixed(1)} kB, budget ${TEMPLATE_KB} kB`);
if (process.argv.includes('--check') && template > TEMPLATE_KB * 1000) {
  console.error('the template is over its budget');
  process.exit(1);
}
