// Prints the size of every shipped file, raw and with brotli 11, and of the template of `reference`;
// --check holds the first load and the template to their budgets.

import { readFileSync, readdirSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const BUDGET_KB = 340;
const TEMPLATE_KB = 80;
const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

let total = 0;
for (const name of readdirSync('dist').sort()) {
  const bytes = readFileSync(`dist/${name}`);
  const small = brotli(bytes);
  total += small;
  console.log(`${String(bytes.length).padStart(9)} ${String(small).padStart(8)}  ${name}`);
}
console.log(`first load: ${(total / 1000).toFixed(1)} kB with brotli, budget ${BUDGET_KB} kB`);
if (process.argv.includes('--check') && total > BUDGET_KB * 1000) {
  console.error('the first load is over its budget');
  process.exit(1);
}

const template = readFileSync('tests/designs/reference/azuredeploy.json').length;
console.log(`azuredeploy.json of reference: ${(template / 1000).toFixed(1)} kB, budget ${TEMPLATE_KB} kB`);
if (process.argv.includes('--check') && template > TEMPLATE_KB * 1000) {
  console.error('the template is over its budget');
  process.exit(1);
}
