// The program stops, or a design is heavier than it can bear: said in a sentence, the draft in hand, and the next
// visit as quick as the first.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { moduleIn, withModule } from '../../letters.mjs';
import { becomes, field, open } from '../stage.mjs';

let stage;
before(async () => {
  stage = await open();
});
after(() => stage.close());

const kept = (page) => page.evaluate(() => localStorage.getItem('fast-ha/draft'));
const KEPT = '{"format":"fast-ha/1","fields":{"network.range":"10.66.0.0/16"}}';

/** A page of its own, prepared before the program starts; its console may complain. */
async function visit(prepare, journey, address = '/') {
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await prepare(page, context);
  await page.goto(`${stage.origin}${address}`);
  await journey(page, context);
  await context.close();
}

/** The program asks the clock before and after it plans: a lever that ends it, or slows it, there. */
const lever = (page) =>
  page.addInitScript(() => {
    const clock = Date.now;
    let now = clock();
    Date.now = () => {
      if (window.lever === 'trap') throw new WebAssembly.RuntimeError('unreachable');
      if (window.lever === 'slow') now += 5_000;
      return window.lever ? now : clock();
    };
  });

const store = (entries) => (page) =>
  page.addInitScript((all) => {
    if (sessionStorage.length) return;
    sessionStorage.setItem('stored', 'once');
    for (const [name, text] of Object.entries(all)) localStorage.setItem(name, text);
  }, entries);

async function savedDesign(page) {
  const [taken] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save the design' }).click()]);
  assert.equal(taken.suggestedFilename(), 'design.fastha.json');
  return readFileSync(await taken.path(), 'utf8');
}

test('a fault is said with the draft to save, and what caused it is not kept', () =>
  visit(lever, async (page) => {
    await field(page, 'VNet range').fill('10.66.0.0/16');
    await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('10.66'));
    await page.evaluate(() => { window.lever = 'trap'; });
    await field(page, 'VNet name').fill('edge-vnet');
    await page.getByRole('alert').getByText(/^This page stopped/).waitFor();
    await field(page, 'VNet name').fill('edge-vnet-2');
    assert.equal(await page.getByRole('alert').count(), 1, 'said once');
    const saved = await savedDesign(page);
    assert.match(saved, /10\.66\.0\.0\/16/);
    assert.match(saved, /edge-vnet/);
    await page.evaluate(() => { window.lever = ''; });
    await page.reload();
    await page.getByText('Brought back what this browser kept').waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '10.66.0.0/16');
    assert.equal(await field(page, 'VNet name').inputValue(), '', 'the draft that was not planned is not kept');
  }));

test('a design whose plan is slow is not kept, and said so', () =>
  visit(lever, async (page) => {
    await field(page, 'VNet range').fill('10.66.0.0/16');
    await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('10.66'));
    await page.evaluate(() => { window.lever = 'slow'; });
    await field(page, 'VNet name').fill('edge-vnet');
    await page.getByText('Not kept in this browser: its plan takes too long; save it as a file').waitFor();
    assert.doesNotMatch(await kept(page), /edge-vnet/);
    let asked = 0;
    page.on('dialog', (dialog) => {
      asked += 1;
      dialog.accept();
    });
    await page.reload();
    assert.equal(asked, 1, 'the person is asked before it is lost');
    assert.equal(await field(page, 'VNet name').inputValue(), '');
  }));

test('a kept design that is slow to open slows one visit and no other', () =>
  visit(
    async (page) => {
      await lever(page);
      await store({ 'fast-ha/draft': KEPT })(page);
      await page.addInitScript(() => { window.lever = 'slow'; });
    },
    async (page) => {
      await page.getByText('Not kept in this browser: its plan takes too long').waitFor();
      assert.equal(await field(page, 'VNet range').inputValue(), '10.66.0.0/16');
      assert.equal(await kept(page), null);
    },
  ));

test('a kept design that ends the program is left out at the next start, and can be saved', () =>
  visit(
    async (page) => {
      await lever(page);
      await store({ 'fast-ha/draft': KEPT })(page);
      await page.addInitScript(() => { if (localStorage.getItem('fast-ha/opening') === null) window.lever = 'trap'; });
    },
    async (page) => {
      await page.getByRole('alert').getByText(/^This page stopped/).waitFor();
      await page.reload();
      await page.getByRole('alert').getByText(/could not be opened the last time/).waitFor();
      assert.equal(await savedDesign(page), KEPT);
      await field(page, 'VNet name').fill('edge-vnet');
      await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('edge-vnet'));
    },
  ));

test('?fresh starts without the kept draft, and leaves it kept until it is forgotten', () =>
  visit(
    store({ 'fast-ha/draft': KEPT }),
    async (page) => {
      await page.getByText('Started without the kept design').waitFor();
      assert.equal(await field(page, 'VNet range').inputValue(), '');
      await field(page, 'VNet name').fill('edge-vnet');
      // Nothing typed waits any longer to be kept than until the page is left.
      await page.evaluate(() => dispatchEvent(new Event('pagehide')));
      assert.equal(await kept(page), KEPT);
      await page.getByRole('button', { name: 'Forget', exact: true }).click();
      assert.equal(await kept(page), null);
    },
    '/?fresh',
  ));

/** The page itself, in which the program lies. */
const PAGE = /^http:[^?]*\/$/;

/** The file of the program, for a page that came changed. */
const FILE = /fast-ha-[0-9a-f]{16}_bg\.wasm$/;

/** A page that gets some files changed. */
const rewritten = (files, change) => (page) =>
  page.route(files, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: change(await answer.text()) });
  });

/** The same program with an upper bound for its memory. */
function bounded(wasm, pages) {
  const bytes = Buffer.from(wasm);
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at];
    let [size, shift, next] = [0, 0, at + 1];
    do {
      size |= (bytes[next] & 127) << shift;
      shift += 7;
    } while (bytes[next++] & 128);
    if (id === 5) {
      // One memory, with a bound; the least number of pages, then the most, of which both bytes are replaced.
      let most = next + 2;
      while (bytes[most++] & 128);
      assert.deepEqual([bytes[next], bytes[next + 1], bytes[most + 1] & 128], [1, 1, 0]);
      bytes[most] = (pages & 127) | 128;
      bytes[most + 1] = pages >> 7;
      return bytes;
    }
    at = next + size;
  }
  throw new Error('no memory');
}

test('out of memory is said with the draft to save', () =>
  visit(
    (page) =>
      rewritten(PAGE, (text) => withModule(text, bounded(moduleIn(text), 200)))(page),
    async (page) => {
      await field(page, 'VNet range').fill('10.66.0.0/16');
      await field(page, 'VNet name').fill('x'.repeat(3_000_000));
      await page.getByRole('alert').getByText(/^This page stopped/).waitFor();
      assert.match(await savedDesign(page), /10\.66\.0\.0\/16/);
    },
  ));

const missing = (files) => (page) => page.route(files, (route) => route.fulfill({ status: 404, body: '' }));
const cut = (files) => rewritten(files, (text) => text.slice(0, text.length / 2));
const without = (script) => (page) => page.addInitScript(script);
const refused = () => {
  const refuse = () => Promise.reject(new WebAssembly.CompileError('refused by policy'));
  for (const name of ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming']) WebAssembly[name] = refuse;
};

for (const [what, prepare] of [
  ['whose program is missing', (page) => Promise.all([missing(FILE)(page), rewritten(PAGE, (text) => withModule(text))(page)])],
  ['whose program is cut', (page) => Promise.all([cut(FILE)(page), cut(PAGE)(page)])],
  ["whose program's glue is missing", missing(/fast-ha-[0-9a-f]{16}\.js$/)],
  ["whose program's glue is cut", cut(/fast-ha-[0-9a-f]{16}\.js$/)],
  ['in a browser that lacks WebAssembly', without(() => { delete globalThis.WebAssembly; })],
  ['in a browser that refuses WebAssembly', without(refused)],
]) {
  test(`a page ${what} says that it did not start`, () =>
    visit(prepare, (page) => page.getByRole('alert').getByText(/^This page did not start/).waitFor()));
}

for (const [what, prepare] of [
  ['that came under the name of another character set', (page) => page.route(PAGE, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'content-type': 'text/html; charset=iso-8859-1' } });
  })],
  ['that came without its program', rewritten(PAGE, (text) => withModule(text))],
]) {
  test(`a page ${what} starts all the same`, () =>
    visit(prepare, async (page) => {
      await field(page, 'VNet range').fill('10.66.0.0/16');
      await page.locator('.picture').getByText('10.66.3.100', { exact: true }).waitFor();
      assert.equal(await page.getByRole('alert').count(), 0);
      assert.equal(await page.evaluate(() => document.styleSheets.length), 1, 'its styles are those of its policy');
    }));
}

test('a page whose start script is missing, and an offline file that is cut, say so without any script', async () => {
  const late = (page, words) =>
    becomes(page, () => page.getByText(words).evaluate((one) => getComputedStyle(one).visibility), 'visible', words);
  await visit(missing('**/init-*.js'), (page) => late(page, /a file of this page is missing or was cut/));
  const file = readFileSync('dist/fast-ha-offline.html');
  for (const [name, bytes] of [['cut', file.subarray(0, file.length / 2)], ['changed', file.toString().replace('const STOPPED', 'const  STOPPED')]]) {
    const path = join(stage.folder(), `${name}.html`);
    writeFileSync(path, bytes);
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    await page.goto(`file://${path}`);
    await late(page, 'This file was cut or changed: take it anew.');
    await context.close();
  }
});
