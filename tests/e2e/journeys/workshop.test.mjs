// The page's second module: in a worker, in the page where workers are refused, after a worker was ended, in one file
// from disk, and under the page's own policy.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { becomes, end, field, heldBack, open, press } from '../stage.mjs';

/** The order for a bundle. */
const BUNDLE = 5;

let stage;
let bundle;
before(async () => {
  stage = await open();
  const folder = stage.folder();
  const [design, zip] = [join(folder, 'design.json'), join(folder, 'bundle.zip')];
  writeFileSync(design, JSON.stringify({ format: 'fast-ha/1', preset: 'reference', fields: { 'network.range': '172.20.0.0/16' } }));
  execFileSync('cargo', ['run', '--quiet', '--', 'build', design, '--zip', zip], { stdio: ['ignore', 'ignore', 'inherit'] });
  bundle = sha256(readFileSync(zip));
});
after(() => end(stage));

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const range = (page) => field(page, 'VNet range').fill('172.20.0.0/16');
const code = (page) => page.getByRole('region', { name: 'Text of azuredeploy.json' });

/** The second module's worker, once it is there. */
async function worker(page) {
  await becomes(page, () => page.workers().length, 1, 'one worker');
  return page.workers()[0];
}

async function downloaded(page) {
  const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download bundle')]);
  return sha256(readFileSync(await taken.path()));
}

/** A page that is prepared before it starts, with what its console says and what its policy refused. */
async function visit(url, prepare, journey) {
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  await page.addInitScript(() => {
    globalThis.refusals = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => refusals.push(`${violatedDirective} ${blockedURI}`));
  });
  if (prepare) await page.addInitScript(prepare);
  await page.goto(url);
  await page.locator('#form').waitFor();
  await journey(page);
  assert.deepEqual(await page.evaluate(() => refusals), []);
  assert.deepEqual(complaints, []);
  await context.close();
}

const FORMS = { served: () => `${stage.origin}/`, embedded: () => `${stage.origin}/?embed`, offline: () => `file://${resolve('dist/fast-ha-offline.html')}` };

for (const [form, url] of Object.entries(FORMS)) {
  test(`${form}: a worker makes what leaves the page, and no policy is broken`, () =>
    visit(url(), undefined, async (page) => {
      await worker(page);
      await range(page);
      assert.equal(await downloaded(page), bundle);
      await page.getByRole('tab', { name: 'Files' }).click();
      await code(page).locator('.row', { hasText: '"$schema"' }).waitFor();
      assert.equal(page.workers().length, 1);
    }));
}

for (const form of ['served', 'offline']) {
  for (const [how, prepare] of Object.entries({
    'at once': () => { globalThis.Worker = class { constructor() { throw new DOMException('no workers here', 'SecurityError'); } }; },
    'later': () => { globalThis.Worker = class { constructor() { queueMicrotask(() => this.onerror(new Event('error'))); } postMessage() {} terminate() {} }; },
  })) {
    test(`${form}: where workers are refused ${how}, the page makes the same`, () =>
      visit(FORMS[form](), prepare, async (page) => {
        await range(page);
        assert.equal(await downloaded(page), bundle);
        await page.getByRole('tab', { name: 'Files' }).click();
        await code(page).locator('.row', { hasText: '"$schema"' }).waitFor();
        // A file on a disk has no link to itself.
        if (form === 'served') {
          await press(page, 'Share');
          await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
        }
        assert.equal(page.workers().length, 0);
      }));
  }
}

test('a worker that was ended in between is started again', () =>
  visit(FORMS.served(), undefined, async (page) => {
    const first = await worker(page);
    await range(page);
    assert.equal(await downloaded(page), bundle);
    await first.evaluate(() => close()).catch(() => {});
    await becomes(page, () => page.workers().length, 0);
    assert.equal(await downloaded(page), bundle);
    assert.notEqual(await worker(page), first);
  }));

test('an order at which the program stops is refused with a reason, and the next one is made', () =>
  visit(FORMS.served(), undefined, async (page) => {
    const first = await worker(page);
    await range(page);
    assert.equal(await downloaded(page), bundle);
    // What follows a download in the background is an order too, and is not the one that stops.
    await first.evaluate((kind) => {
      const make = globalThis.fastHaAnswer;
      globalThis.fastHaAnswer = (message) => {
        if (message[1] === kind) throw new WebAssembly.RuntimeError('unreachable');
        return make(message);
      };
    }, BUNDLE);
    await press(page, 'Download bundle');
    await page.getByText('Nothing is handed out: the part of this page that makes files stopped while it made this').waitFor();
    assert.equal(await downloaded(page), bundle);
  }));

test('keys are answered while files are made', () =>
  visit(FORMS.served(), undefined, async (page) => {
    const second = await worker(page);
    await range(page);
    assert.equal(await downloaded(page), bundle);
    const letGo = await heldBack(page, second);
    let isMade = false;
    const taken = page.waitForEvent('download');
    taken.then(() => { isMade = true; });
    await press(page, 'Download bundle');
    await field(page, 'VNet range').fill('10.99.0.0/16');
    await page.locator('.picture').getByText('10.99.3.100', { exact: true }).waitFor();
    assert.equal(isMade, false, 'the picture did not wait for the bundle');
    await letGo();
    assert.equal(sha256(readFileSync(await (await taken).path())), bundle, 'the files are of the moment of the click');
  }));

test('links are made and opened where the browser has no compression of its own', () =>
  visit(FORMS.served(), () => { delete globalThis.CompressionStream; delete globalThis.DecompressionStream; }, async (page) => {
    await range(page);
    await press(page, 'Share');
    const link = await page.getByLabel('Link', { exact: true }).inputValue();
    await press(page, 'Done');
    await field(page, 'VNet range').fill('10.98.0.0/16');
    await page.evaluate((hash) => { location.hash = hash; }, new URL(link).hash);
    await page.getByRole('group', { name: 'Open the shared design' }).getByRole('row', { name: /10\.98\.0\.0\/16 172\.20\.0\.0\/16/ }).waitFor();
  }));
