// Names between a module and its glue: both sides keep agreeing, and what the glue does not know stops the build.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shorten } from './shorten.mjs';

const text = (name) => [name.length, ...Buffer.from(name)];
const LONG = '__wbg_get_0123456789abcdef';

/** A module that imports a function, a table, a memory and a global. */
function planted() {
  const imports = [
    [...text('./m.js'), ...text(LONG), 0, 0],
    [...text('./m.js'), ...text('table'), 1, 0x70, 0, 1],
    [...text('./m.js'), ...text('memory'), 2, 1, 1, 2],
    [...text('./m.js'), ...text('global'), 3, 0x7f, 0],
  ].flat();
  return Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, imports.length + 1, 4, ...imports]);
}

test('an import has one short name in the module and in its glue', () => {
  const glue = `/** What it is. */\nfunction imports() {\n    // Why.\n    return { ${LONG}: function () { return '// no comment'; } };\n}\n`;
  const [wasm, script] = shorten(planted(), glue);
  const names = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map((one) => one.name);
  assert.deepEqual(names, ['i0', 'table', 'memory', 'global']);
  assert.equal(script, "function imports() {\nreturn { i0: function () { return '// no comment'; } };\n}\n");
  assert.deepEqual(shorten(wasm, script), [wasm, script], 'a second time changes nothing');
});

test('a glue that lacks an import stops the build', () => {
  assert.throws(() => shorten(planted(), 'function imports() {}'), /does not know __wbg_get_/);
});
