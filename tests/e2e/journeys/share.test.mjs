// Links that hold a design, the draft that this browser keeps, places that a link leads to, dropped files.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field, press, staged } from '../stage.mjs';

const stage = staged();

const visit = (journey, options) => stage.visit(journey, options);

async function linkOf(page) {
  await press(page, 'Share');
  await press(page, 'Copy link to this design');
  await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(await page.getByLabel('Link', { exact: true }).inputValue(), link);
  await press(page, 'Done');
  return link;
}

/** A page as another person opens it. */
async function elsewhere(link, check) {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.locator('#form').waitFor();
  await check(page);
  await context.close();
}

test('a link opens the same design elsewhere, without secrets', () =>
  visit(async (page) => {
    await field(page, 'VNet range').fill('10.88.0.0/16');
    await field(page, 'VNet name').fill('hub <b>&');
    await field(page, 'Password').fill('Secret-pass-4711');
    const link = await linkOf(page);
    assert.ok(link.length < 300, link);
    assert.ok(!link.includes('Secret'));
    await elsewhere(link, async (other) => {
      await other.getByText('Shared design opened').waitFor();
      assert.equal(await field(other, 'VNet range').inputValue(), '10.88.0.0/16');
      assert.equal(await field(other, 'VNet name').inputValue(), 'hub <b>&');
      assert.equal(await field(other, 'Password').inputValue(), '');
      assert.equal(new URL(other.url()).hash, new URL(link).hash, 'loading again opens it again');
    });
  }));

test('a link never overwrites work without asking', () =>
  visit(async (page) => {
    await field(page, 'VNet range').fill('10.88.0.0/16');
    const link = await linkOf(page);
    await field(page, 'VNet range').fill('10.99.0.0/16');
    await page.evaluate((hash) => { location.hash = hash; }, new URL(link).hash);
    const proposal = page.getByRole('group', { name: 'Open the shared design' });
    await proposal.getByRole('row', { name: /VNet range 10\.99\.0\.0\/16 10\.88\.0\.0\/16/ }).waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '10.99.0.0/16');
    await press(page, 'Leave as it is');
    assert.equal(await field(page, 'VNet range').inputValue(), '10.99.0.0/16');
    await page.evaluate((hash) => { location.hash = hash; }, new URL(link).hash);
    await press(page, 'Apply');
    assert.equal(await field(page, 'VNet range').inputValue(), '10.88.0.0/16');
    await page.getByRole('button', { name: /^Undo/ }).click();
    assert.equal(await field(page, 'VNet range').inputValue(), '10.99.0.0/16');
  }));

test('a corrupt or foreign link leaves the work as it was and says what is wrong', () =>
  visit(async (page) => {
    await field(page, 'VNet range').fill('10.88.0.0/16');
    const link = await linkOf(page);
    const good = new URL(link).hash.slice(3);
    for (const bad of ['', 'x', good.slice(0, -6), `9${good.slice(1)}`, '1.%00<script>', `1.${'A'.repeat(100_000)}`]) {
      await page.evaluate((hash) => { location.hash = `d=${hash}`; }, bad);
      await page.getByText(/^Not opened: the link/).waitFor();
      assert.equal(await field(page, 'VNet range').inputValue(), '10.88.0.0/16');
      assert.equal(await page.getByRole('button', { name: 'Apply' }).count(), 0);
      await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    }
  }));

test('the draft is kept in this browser without secrets, brought back, and forgotten on demand', () =>
  visit(async (page) => {
    await field(page, 'VNet range').fill('10.66.0.0/16');
    await field(page, 'Password').fill('Secret-pass-4711');
    await page.getByRole('button', { name: 'Forget', exact: true, disabled: false }).waitFor();
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.ok(stored.includes('10.66.0.0/16') && !stored.includes('Secret'), stored);
    page.on('dialog', (dialog) => dialog.accept());
    await page.reload();
    await page.getByText('Brought back what this browser kept').waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '10.66.0.0/16');
    assert.equal(await field(page, 'Password').inputValue(), '');
    await press(page, 'Forget');
    await field(page, 'VNet range').fill('10.67.0.0/16');
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    await page.reload();
    assert.equal(await field(page, 'VNet range').inputValue(), '');
  }));

test('leaving asks only when something would be lost', () =>
  visit(async (page) => {
    let asked = 0;
    page.on('dialog', (dialog) => {
      asked += 1;
      dialog.accept();
    });
    await field(page, 'VNet range').fill('10.66.0.0/16');
    await page.getByRole('button', { name: 'Forget', exact: true, disabled: false }).waitFor();
    await page.reload();
    assert.equal(asked, 0, 'the draft is kept');
    await field(page, 'Password').fill('Secret-pass-4711');
    await page.reload();
    assert.equal(asked, 1, 'a secret is not');
  }));

test('documentation may lead to a view, a field and a rule', async () => {
  for (const [hash, check] of [
    ['#tab=deploy', (page) => page.getByRole('heading', { name: 'Command line' }).waitFor()],
    ['#field=network.range', (page) => page.waitForFunction(() => document.activeElement?.id === 'field-network.range')],
    ['#tab=files&field=system.banner', (page) => page.waitForFunction(() => document.activeElement?.id === 'field-system.banner')],
    ['#rule=NET002', (page) => page.getByRole('heading', { name: /NET002/ }).waitFor()],
    ['#tab=nonsense&field=no.field&x', (page) => page.locator('#form').waitFor()],
  ]) {
    await elsewhere(`${stage.origin}/${hash}`, check);
  }
});

test('a design file can be dropped on the page, and one that cannot be read changes nothing', () =>
  visit(async (page) => {
    const drop = (text) =>
      page.evaluate((content) => {
        const data = new DataTransfer();
        data.items.add(new File([content], 'x.fastha.json', { type: 'application/json' }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      }, text);
    await drop('{"format":"fast-ha/1","fields":{"network.range":"10.55.0.0/16"}}');
    await page.getByText('Design opened').waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '10.55.0.0/16');
    for (const bad of ['<html>', '[]', '{"format":"fast-ha/9","fields":{}}']) {
      await drop(bad);
      await page.getByText(/^Not opened/).waitFor();
      assert.equal(await field(page, 'VNet range').inputValue(), '10.55.0.0/16');
      await press(page, 'Dismiss');
    }
    // No design is as long as this, and a package may be.
    await drop('x'.repeat(2_000_000));
    await page.getByText('there is no template, no bootstrap file and no package here').waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '10.55.0.0/16');
  }));
