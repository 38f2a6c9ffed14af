// Nothing is lost: a shared link outlives loading the page again, two tabs never overwrite each other in silence,
// and what is forgotten is gone from the screen too.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { becomes, field, press, staged } from '../stage.mjs';

const stage = staged();

const range = (page) => page.locator('[id="field-network.range"]');
const hash = (page) => page.evaluate(() => location.hash);
const ready = (page) => page.locator('#form').waitFor();

async function linkOf(page) {
  await press(page, 'Share');
  const link = await field(page, 'Link').inputValue();
  await press(page, 'Done');
  return link;
}

test('a shared link stays in the address while its design is on screen, also after loading again', () =>
  stage.visit(async (page) => {
    await range(page).fill('10.88.0.0/16');
    const link = await linkOf(page);
    const context = await stage.browser.newContext();
    // A browser that keeps nothing has the link alone.
    await context.addInitScript(() => { Storage.prototype.setItem = () => { throw new Error('refused'); }; });
    const other = await context.newPage();
    await other.goto(link);
    await ready(other);
    await becomes(other, () => range(other).inputValue(), '10.88.0.0/16');
    assert.equal(await hash(other), new URL(link).hash, 'a bookmark holds the design');
    assert.equal(await other.getByText('A finished example').count(), 0);
    await other.reload();
    await ready(other);
    await becomes(other, () => range(other).inputValue(), '10.88.0.0/16');
    await field(other, 'VNet name').fill('edge');
    assert.equal(await hash(other), '', 'the address never holds another design');
    await context.close();
  }));

test('a link that is asked about stays while it is asked, and goes with the answer no', () =>
  stage.visit(async (page) => {
    await range(page).fill('10.88.0.0/16');
    const { hash: there } = new URL(await linkOf(page));
    await range(page).fill('10.99.0.0/16');
    await page.evaluate((to) => { location.hash = to; }, there);
    await page.getByRole('group', { name: 'Open the shared design' }).waitFor();
    assert.equal(await hash(page), there);
    await press(page, 'Leave as it is');
    assert.equal(await hash(page), '');
    await page.evaluate((to) => { location.hash = to; }, there);
    await press(page, 'Apply');
    assert.equal(await range(page).inputValue(), '10.88.0.0/16');
    assert.equal(await hash(page), there);
  }));

test('two tabs: the other one is told, keeps nothing until the person chooses, and neither design is lost', () =>
  stage.visit(async (one) => {
    const kept = () => one.evaluate(() => JSON.parse(localStorage.getItem('fast-ha/draft') ?? '{}').fields?.['network.range']);
    await range(one).fill('10.11.0.0/16');
    await becomes(one, kept, '10.11.0.0/16');
    const two = await one.context().newPage();
    await two.goto(one.url());
    await ready(two);
    assert.equal(await range(two).inputValue(), '10.11.0.0/16');
    await range(two).fill('10.22.0.0/16');
    await becomes(two, kept, '10.22.0.0/16');
    await one.getByText('Another tab has changed').waitFor();
    await one.clock.install();
    await field(one, 'VNet name').fill('edge');
    // A pause and more by the page's own clock: what is not kept leaves no trace to wait for.
    await one.clock.runFor(2_000);
    await one.clock.resume();
    assert.equal(await kept(), '10.22.0.0/16', 'the other tab\'s design is not overwritten in silence');
    await press(one, 'Compare');
    await one.getByRole('row', { name: /VNet range 10\.11\.0\.0\/16 10\.22\.0\.0\/16/ }).waitFor();
    await press(one, 'Leave as it is');
    await press(one, 'Keep this one');
    await becomes(one, kept, '10.11.0.0/16');
    assert.equal(await one.getByText('Another tab has changed').isVisible(), false);
    await two.getByText('Another tab has changed').waitFor();
    assert.equal(await range(two).inputValue(), '10.22.0.0/16');
    await press(two, 'Compare');
    await press(two, 'Apply');
    assert.equal(await range(two).inputValue(), '10.11.0.0/16');
    await becomes(two, () => two.getByText('Another tab has changed').isVisible(), false);
    await two.close();
  }));

test('Forget takes the secrets from the screen and from undo, in every tab nothing more is kept', () =>
  stage.visit(async (page) => {
    await field(page, 'Password').fill('Secret-pass-4711');
    await range(page).fill('10.33.0.0/16');
    await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('10.33'));
    const two = await page.context().newPage();
    await two.goto(page.url());
    await ready(two);
    await press(page, 'Forget');
    assert.equal(await field(page, 'Password').inputValue(), '');
    for (const name of [/^Undo/, /^Undo/, /^Redo/, /^Redo/]) {
      const step = page.getByRole('button', { name });
      if ((await step.getAttribute('aria-disabled')) !== 'true') await step.click();
      assert.equal(await field(page, 'Password').inputValue(), '');
    }
    await two.clock.install();
    await range(two).fill('10.44.0.0/16');
    await two.clock.runFor(2_000);
    assert.equal(await two.evaluate(() => localStorage.getItem('fast-ha/draft')), null);
    await two.close();
  }));

test('a redeployment is held against the last downloaded bundle, which outlives loading and is forgotten', () =>
  stage.visit(async (page) => {
    await field(page, 'Auth code').fill('I8664711');
    await range(page).fill('10.77.0.0/16');
    await Promise.all([page.waitForEvent('download'), press(page, 'Download bundle')]);
    const taken = () => page.evaluate(() => localStorage.getItem('fast-ha/taken'));
    assert.match(await taken(), /fast-ha\/1/);
    assert.doesNotMatch(await taken(), /8664711/);
    const openFiles = async () => {
      await page.getByRole('tab', { name: 'Files' }).click();
      await page.locator('.file-list button').first().waitFor();
      await page.getByText('What a redeployment would do').click();
    };
    const told = () => page.locator('details', { hasText: 'What a redeployment would do' }).textContent();
    await field(page, 'NTP server').fill('time.example.com');
    await openFiles();
    const below = await page.evaluate(() => document.querySelector('.files').getBoundingClientRect().bottom
      <= [...document.querySelectorAll('details.card')].at(-1).getBoundingClientRect().top);
    assert.ok(below, 'it stands below the files');
    await becomes(page, async () => /ntp-server-address/.test(await told()), true);
    await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('time.example.com'));
    await page.reload();
    await ready(page);
    await openFiles();
    await becomes(page, async () => /ntp-server-address/.test(await told()), true);
    // Held against the preset, the range would have changed too.
    assert.doesNotMatch(await told(), /10\.77\./);
    await press(page, 'Forget');
    assert.equal(await taken(), null);
  }));

test('a page from a disk offers no link to itself', async () => {
  const file = resolve('dist/fast-ha-offline.html');
  assert.ok(existsSync(file));
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await ready(page);
  const share = page.getByRole('button', { name: 'Share', exact: true });
  assert.match(await share.getAttribute('title'), /opens nowhere else: save the design/);
  await share.click({ force: true });
  assert.equal(await page.getByLabel('Link', { exact: true }).count(), 0);
  assert.ok(!(await page.content()).includes('file:///'));
  await context.close();
});
