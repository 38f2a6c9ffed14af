// Another's design: what it wants to be trusted is listed until somebody confirms it, and it gets no secrets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { becomes, button, field, heldBack, staged } from '../stage.mjs';

const stage = staged();

const listed = (page) => page.getByRole('group', { name: 'This design came from outside' });
const isOff = (page) => button(page, 'Download bundle').getAttribute('aria-disabled');
const undone = (page) => page.getByRole('button', { name: /^Undo/ });

/** The order for a fingerprint. */
const FINGERPRINTS = 23;

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti them@host';
const FINGERPRINT = 'SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ';

function designed(fields) {
  const text = JSON.stringify({ format: 'fast-ha/1', preset: 'reference', fields });
  return { name: 'design.json', mimeType: 'application/json', buffer: Buffer.from(text) };
}
const HOSTILE = designed({
  'server.ssh_key': KEY,
  'access.management_sources': '0.0.0.0/0',
  'panorama.server': '203.0.113.9',
  'panorama.template_stack': 'theirs',
  'panorama.device_group': 'theirs',
  'publish.template_url': 'https://example.com/azuredeploy.json',
});

const bring = (page, file) => page.locator('#open-design').setInputFiles(file);

test('what a design from outside brings along is listed until it is confirmed, also after loading again', () =>
  stage.visit(async (page) => {
    await bring(page, HOSTILE);
    for (const said of [FINGERPRINT, '0.0.0.0/0', '203.0.113.9', 'https://example.com/azuredeploy.json', 'theirs']) {
      await listed(page).getByText(said).first().waitFor();
    }
    await becomes(page, () => isOff(page), 'true', 'nothing is handed out before');
    await becomes(page, () => page.evaluate(() => localStorage['fast-ha/foreign']), 'yes', 'a pause keeps it');
    await page.reload();
    await listed(page).getByText(FINGERPRINT).waitFor();
    await button(page, 'I have checked it').click();
    await listed(page).waitFor({ state: 'detached' });
    await becomes(page, () => isOff(page), 'false', 'the design is trusted now');
    await becomes(page, () => page.evaluate(() => localStorage['fast-ha/foreign']), undefined, 'and stays so');
  }));

test('a key stands there at once, and its fingerprint as soon as the second module has made it', () =>
  stage.visit(async (page) => {
    await becomes(page, () => page.workers().length, 1, 'one worker');
    const letGo = await heldBack(page, page.workers()[0], FINGERPRINTS);
    await bring(page, HOSTILE);
    await listed(page).getByText(KEY).waitFor();
    assert.equal(await isOff(page), 'true', 'nothing is handed out meanwhile');
    await letGo();
    await listed(page).getByText(FINGERPRINT).waitFor();
    assert.equal(await listed(page).getByText(KEY).count(), 0);
  }));

test('what somebody changes in it is their own, and a design without such settings asks nothing', () =>
  stage.visit(async (page) => {
    await bring(page, designed({ 'network.range': '10.77.0.0/16' }));
    await page.getByText('Design opened').waitFor();
    assert.equal(await listed(page).count(), 0);
    await bring(page, designed({ 'access.management_sources': '198.51.100.0/24' }));
    await button(page, 'Apply').click();
    await listed(page).waitFor();
    await field(page, 'Allowed sources').fill('192.0.2.0/24');
    await listed(page).waitFor({ state: 'detached' });
  }));

test('a design from outside gets no secrets unless they are given to it', () =>
  stage.visit(async (page) => {
    const password = field(page, 'Password');
    await password.fill('Mine-pass-4711!');
    await bring(page, HOSTILE);
    await becomes(page, () => password.inputValue(), '', 'it does not get them');
    await button(page, 'Use my secrets in it').click();
    await becomes(page, () => password.inputValue(), 'Mine-pass-4711!', 'they are given');
    await listed(page).getByText(FINGERPRINT).waitFor();
    await undone(page).click();
    await listed(page).waitFor({ state: 'detached' });
    assert.equal(await password.inputValue(), 'Mine-pass-4711!', 'the former design has its own');
  }));

test('cleared secrets are in no step of undo', () =>
  stage.visit(async (page) => {
    const password = field(page, 'Password');
    await password.fill('Mine-pass-4711!');
    await field(page, 'VNet range').fill('10.77.0.0/16');
    await button(page, 'Clear secrets').click();
    assert.equal(await password.inputValue(), '');
    while ((await undone(page).getAttribute('aria-disabled')) !== 'true') {
      await undone(page).click();
      assert.equal(await password.inputValue(), '');
    }
    assert.equal(await button(page, 'Clear secrets').getAttribute('aria-disabled'), 'true');
  }));
