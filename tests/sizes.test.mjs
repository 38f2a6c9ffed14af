// The budgets themselves: what may not grow unsaid, and what may not keep room that it no longer needs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, fitting, unsaid } from './sizes.mjs';

test('a budget holds what grows, and is lowered by what shrinks', () => {
  assert.deepEqual(complaints({ styles: 1000 }, { styles: 990 }), []);
  assert.match(complaints({ styles: 1000 }, { styles: 1001 })[0], /^styles has 1001 bytes, its budget is 1000: .*write "styles": 1020 .*"20 bytes"/);
  assert.match(complaints({ styles: 10_000 }, { styles: 9790 })[0], /^styles shrank to 9790 bytes.*write "styles": 9890/);
  assert.deepEqual(complaints({ worker: 380 }, { worker: 337 }), [], 'what digests of names cost differs by chance');
  assert.match(complaints({}, { worker: 10 })[0], /no budget/);
  assert.match(complaints({ worker: 10 }, {})[0], /not shipped any more/);
  for (const size of [338, 600, 6321, 496_438]) assert.deepEqual(complaints({ one: fitting(size) }, { one: size }), []);
});

test('a commit that raises a budget says by how much', () => {
  assert.deepEqual(unsaid({ styles: 1000 }, { styles: 990, worker: 10 }, 'Less'), []);
  assert.match(unsaid({ styles: 1000 }, { styles: 1050 }, 'More')[0], /^styles was raised by 50 bytes/);
  assert.deepEqual(unsaid({ styles: 1000 }, { styles: 1050 }, 'Marks for the picture: 50 bytes of styles'), []);
  assert.deepEqual(unsaid({ styles: 1000 }, { styles: 1050 }, 'Marks for the picture, 50\nbytes of styles'), []);
});
