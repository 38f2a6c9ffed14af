// Files of the vendor's for the packages: chosen or dropped, told with what is known of them, in the bundle, kept nowhere.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { becomes, end, open } from '../stage.mjs';
import { unzip } from '../unzip.mjs';

let stage;
let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fast-ha-packages-'));
  stage = await open();
});
after(async () => {
  rmSync(folder, { recursive: true });
  await end(stage);
});

const CONTENT = 'panupv2-all-contents-8799-8509';
const LICENCE = '0001A100110-threats.key';

/** Drops a file as the system does: the page's own script has no part in it but what it hears. */
async function drop(page, path, locator) {
  const box = await locator.boundingBox();
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await devtools.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  }
  await devtools.detach();
}

async function bundle(page) {
  const [taken] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download bundle', exact: true }).click(),
  ]);
  return unzip(readFileSync(await taken.path()));
}

test('files that were added are in the bundle of a second module that was started again', () =>
  stage.visit(async (page) => {
    const bytes = Buffer.from([31, 139, 0, 255]);
    writeFileSync(join(folder, CONTENT), bytes);
    await page.locator('[id="field-bootstrap.mode"]').selectOption('account');
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByText('Files for the packages: content, software, plugin, licences').click();
    const chooser = page.getByLabel('File for the packages');
    await chooser.setInputFiles(join(folder, CONTENT));
    await page.locator('details.card', { has: chooser }).getByText(CONTENT).first().waitFor();
    const packages = async () => {
      await page.workers()[0].evaluate(() => close()).catch(() => {});
      await becomes(page, () => page.workers().length, 0, 'the worker has ended');
      const files = await bundle(page);
      const zips = [...files.keys()].filter((name) => /^bootstrap-.*\.zip$/.test(name));
      return zips.map((name) => unzip(files.get(name)).get(`content/${CONTENT}`));
    };
    assert.deepEqual(await packages(), [bytes, bytes]);
    // What was taken away again stays away.
    await page.getByRole('button', { name: 'Take all away' }).click();
    await page.locator('details.card', { has: chooser }).getByText(CONTENT).first().waitFor({ state: 'detached' });
    assert.deepEqual(await packages(), [undefined, undefined]);
  }));

test('files of the vendor go into both packages or into one, and are kept nowhere', () =>
  stage.visit(async (page) => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 31) % 256));
    writeFileSync(join(folder, CONTENT), bytes);
    writeFileSync(join(folder, LICENCE), 'a licence of unit B');
    await page.locator('[id="field-bootstrap.mode"]').selectOption('account');
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByText('Files for the packages: content, software, plugin, licences').click();
    const chooser = page.getByLabel('File for the packages');
    await chooser.setInputFiles(join(folder, CONTENT));
    const told = page.locator('details.card', { has: chooser });
    await told.getByText(CONTENT).first().waitFor();
    await told.getByLabel('For', { exact: true }).selectOption({ label: 'Second unit' });
    await drop(page, join(folder, LICENCE), chooser);
    await told.getByText(LICENCE).first().waitFor();
    const files = await bundle(page);
    const [a, b] = [...files.keys()].filter((name) => /^bootstrap-.*\.zip$/.test(name)).map((name) => unzip(files.get(name)));
    assert.deepEqual(a.get(`content/${CONTENT}`), bytes);
    assert.deepEqual(b.get(`content/${CONTENT}`), bytes);
    assert.equal(a.has(`license/${LICENCE}`), false);
    assert.equal(b.get(`license/${LICENCE}`).toString(), 'a licence of unit B');
    assert.match(files.get('SHA256SUMS').toString(), new RegExp(CONTENT));
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
    assert.ok(!kept.includes(CONTENT) && !kept.includes('licence of unit B'));
    // What is no update is named, and all can be taken away again.
    writeFileSync(join(folder, CONTENT), '<!doctype html><title>Sign in</title>');
    await told.getByRole('button', { name: 'Take all away' }).click();
    await told.getByText(LICENCE).first().waitFor({ state: 'detached' });
    const plain = await bundle(page);
    assert.ok([...plain.keys()].every((name) => !name.includes(CONTENT)));
  }));
