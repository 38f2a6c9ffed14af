// What is found comes from the second module, a moment after the key. Until then the form, the plan and the picture
// answer, what was found before stays, and nothing of it passes for what is found of the present design.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { becomes, button, field, heldBack, staged } from '../stage.mjs';

const stage = staged();

/** The order for a judgement. */
const JUDGEMENT = 15;

const status = (page) => page.locator('.status span[aria-hidden]');
const says = (page, wanted) => becomes(page, () => status(page).textContent(), wanted, 'the state');
const planned = (page, address) => page.locator('.picture').getByText(address, { exact: true }).waitFor();
const finding = (page, code) => page.locator('#field-network\\.range-findings').getByText(code);

/** The second module's worker, once it is there. */
async function worker(page) {
  await becomes(page, () => page.workers().length, 1, 'one worker');
  return page.workers()[0];
}

test('what is typed while something is judged is planned at once, and judged in its turn', () =>
  stage.visit(async (page) => {
    const second = await worker(page);
    await field(page, 'VNet range').fill('10.60.0.0/16');
    await says(page, 'Ready');
    const letGo = await heldBack(page, second, JUDGEMENT);
    await field(page, 'VNet range').fill('10.61.0.0/16');
    await planned(page, '10.61.3.100');
    await says(page, 'Checking');
    assert.match(await button(page, 'Deploy to Azure').getAttribute('title'), /still being checked/);
    // What is pressed meanwhile is not lost.
    const taken = page.waitForEvent('download');
    await button(page, 'Download bundle').click();
    // This one holds an error, and the answer to the former one is on its way.
    await field(page, 'VNet range').fill('10.62.0.0/33');
    const all = page.evaluate(async () => {
      const seen = new Set();
      while (!document.querySelector('#field-network\\.range-findings .code')) {
        seen.add(document.querySelector('.status span').textContent);
        await new Promise((done) => requestAnimationFrame(done));
      }
      return [...seen];
    });
    await letGo();
    const seen = await all;
    assert.deepEqual(seen.filter((said) => said.startsWith('Ready')), [], 'never ready for what was not judged');
    await says(page, '1 thing to fix');
    await taken;
  }));

test('a repair is made of what is found of the present text', () =>
  stage.visit(async (page) => {
    const second = await worker(page);
    await field(page, 'VNet range').fill('10.63.0.1/16');
    await button(page, 'Use 10.63.0.0/16').first().waitFor();
    const letGo = await heldBack(page, second, JUDGEMENT);
    await field(page, 'VNet range').fill('10.64.0.0/16');
    await button(page, 'Use 10.63.0.0/16').first().click();
    await letGo();
    await page.getByText('Nothing is left to repair here').waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '10.64.0.0/16');
  }));

test('a design that ends the worker is said with the draft to save, and typing goes on', async () => {
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${stage.origin}/`);
  const second = await worker(page);
  await field(page, 'VNet range').fill('10.65.0.0/16');
  await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('10.65'));
  await second.evaluate(() => { globalThis.fastHaAnswer = () => { throw new WebAssembly.RuntimeError('unreachable'); }; });
  await field(page, 'VNet range').fill('10.66.0.0/16');
  await page.getByRole('alert').getByText(/^What you typed could not be checked/).waitFor();
  await planned(page, '10.66.3.100');
  await says(page, 'Not checked');
  const [taken] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save the design' }).click()]);
  assert.match(readFileSync(await taken.path(), 'utf8'), /10\.66\.0\.0\/16/);
  await page.getByText('Not kept in this browser: its check did not end').waitFor();
  assert.match(await page.evaluate(() => localStorage.getItem('fast-ha/draft')), /10\.65/, 'only what was judged is kept');
  assert.equal(await button(page, 'Download bundle').getAttribute('aria-disabled'), 'true');
  // Another worker judges what is typed next.
  await field(page, 'VNet range').fill('10.67.0.0/16');
  await planned(page, '10.67.3.100');
  await says(page, 'Ready');
  await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('10.67'));
  await context.close();
});

test('where workers are refused the page judges, and no key waits for it', () =>
  stage.visit(async (page) => {
    await page.addInitScript(() => { globalThis.Worker = class { constructor() { throw new DOMException('no workers here', 'SecurityError'); } }; });
    await page.reload();
    await field(page, 'VNet range').fill('10.68.0.1/16');
    await finding(page, 'NET002').waitFor();
    assert.equal(page.workers().length, 0);
    await button(page, 'Use 10.68.0.0/16').first().click();
    await says(page, 'Ready');
    const judged = await page.evaluate(() => {
      const input = document.getElementById('field-network.range');
      input.value = '10.69.0.1/16';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      return document.querySelector('#field-network\\.range-findings .code') !== null;
    });
    assert.equal(judged, false, 'a key does not judge');
    await finding(page, 'NET002').waitFor();
  }));

test('before the second module is there the form, the plan and the picture answer', async () => {
  // What a service worker keeps would not wait at the gate; without it the console has something to say.
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  let release;
  const gate = new Promise((done) => { release = done; });
  await context.route(/fast-ha-second.*\.wasm/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto(`${stage.origin}/`);
  await field(page, 'VNet range').fill('10.70.0.1/16');
  await planned(page, '10.70.3.100');
  await says(page, 'Checking');
  assert.equal(await page.locator('.finding').count(), 0);
  assert.equal(await page.evaluate(() => localStorage.getItem('fast-ha/draft')), null, 'nothing is kept before it was judged');
  await page.getByRole('tab', { name: 'Address plan' }).click();
  await page.locator('#panel-addresses').getByText('10.70.3.100', { exact: true }).first().waitFor();
  release();
  await finding(page, 'NET002').waitFor();
  await says(page, '1 thing to fix');
  await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('10.70'));
  await context.close();
});
