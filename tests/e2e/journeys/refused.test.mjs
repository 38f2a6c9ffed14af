// What the browser refuses costs nothing that was typed, and is said: storage, clipboard, downloads, the worker for
// offline use, room, colours.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { becomes, button, field, staged } from '../stage.mjs';

const stage = staged();

const NOT_KEPT = 'Not kept in this browser: it refuses or has no room; save it as a file';

/** Starts the page again with something in its way. */
async function hindered(page, obstacle, given) {
  await page.addInitScript(obstacle, given);
  await page.reload();
  await button(page, 'Download bundle').waitFor();
}

async function works(page) {
  await field(page, 'VNet range').fill('10.66.0.0/16');
  await page.getByRole('tab', { name: 'Address plan' }).click();
  await page.locator('#panel-addresses').getByText('10.66.0.4', { exact: true }).first().waitFor();
  assert.equal(await field(page, 'VNet range').inputValue(), '10.66.0.0/16');
}

test('a browser that refuses to store anything loses nothing that is typed', () =>
  stage.visit(async (page) => {
    await hindered(page, () => {
      const refuse = () => { throw new DOMException('refused', 'SecurityError'); };
      for (const name of ['getItem', 'setItem', 'removeItem']) Storage.prototype[name] = refuse;
    });
    await works(page);
    await page.getByText(NOT_KEPT).waitFor();
  }));

test('a full store keeps the former design and lets the present one go on', () =>
  stage.visit(async (page) => {
    await field(page, 'VNet name').fill('edge-vnet');
    await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('edge-vnet'));
    await hindered(page, () => {
      Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
    });
    await works(page);
    await page.getByText(NOT_KEPT).waitFor();
    assert.match(await page.evaluate(() => localStorage.getItem('fast-ha/draft')), /edge-vnet/);
  }));

test('whatever stands in the store, the page starts, and what it cannot read can be saved', () =>
  stage.visit(async (page) => {
    for (const poison of ['{', '[]', '{"format":"fast-ha/9"}', '\u0000'.repeat(9)]) {
      await page.evaluate((text) => localStorage.setItem('fast-ha/draft', text), poison);
      await page.reload();
      await page.getByRole('alert').getByText(/cannot be read/).waitFor();
      const [taken] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save the design' }).click()]);
      assert.equal(readFileSync(await taken.path(), 'utf8'), poison);
    }
    for (const poison of ['', '{"format":"fast-ha/1","fields":{"network.range":["x"]}}']) {
      await page.evaluate((text) => localStorage.setItem('fast-ha/draft', text), poison);
      await page.reload();
      await button(page, 'Download bundle').waitFor();
    }
    await works(page);
  }));

test('a clipboard that refuses is said', () =>
  stage.visit(async (page) => {
    await hindered(page, () => {
      const refuse = () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'));
      for (const name of ['write', 'writeText']) navigator.clipboard[name] = refuse;
    });
    await button(page, 'Share').click();
    await button(page, 'Copy link to this design').click();
    await page.getByText(/^Not copied/).waitFor();
    await works(page);
  }));

test('a download that the browser blocks is said, and the text can be copied', () =>
  stage.visit(async (page) => {
    await field(page, 'VNet range').fill('10.66.0.0/16');
    const said = page.getByText('Bundle handed to the browser; if no file comes, the browser blocks downloads').waitFor();
    const [blocked] = await Promise.all([page.waitForEvent('download'), button(page, 'Download bundle').click(), said]);
    assert.notEqual(await blocked.failure(), null);
    await page.getByRole('tab', { name: 'Files' }).click();
    await button(page, 'Copy').click();
    await page.getByText(/copied$/).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /10\.66\./);
    await works(page);
  }, { acceptDownloads: false }));

test('a worker for offline use that is refused is said, and the page works', () =>
  stage.visit(async (page) => {
    const said = page.getByText(/^This browser does not keep the page for use without a network/).waitFor();
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).unregister());
    await hindered(page, () => {
      navigator.serviceWorker.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));
    });
    await said;
    await works(page);
    await page.getByRole('tab', { name: 'Deploy', exact: true }).click();
    await page.getByText(/^One HTML file/).waitFor();
    assert.equal(await page.getByText(/Offline ready/).isVisible(), false);
  }));

test('320 pixels, and 200 % on 640, need no scrolling sideways in any view', () =>
  stage.visit(async (page) => {
    for (const width of [320, 640]) {
      await page.setViewportSize({ width, height: 640 });
      await page.evaluate((zoom) => { document.documentElement.style.zoom = zoom; }, width === 640 ? '2' : '1');
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1);
      await becomes(page, fits, true, `the form at ${width} pixels`);
      await button(page, 'Result').click();
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await becomes(page, fits, true, `${await tab.textContent()} at ${width} pixels`);
      }
      for (const story of ['Flows', 'Failover']) {
        await page.getByRole('tab', { name: 'Diagram' }).click();
        await button(page, story).click();
        await page.locator('.stage .outcome').waitFor();
        await becomes(page, fits, true, `${story} at ${width} pixels`);
      }
      await page.getByRole('tab', { name: 'Files' }).click();
      await page.locator('.code-view .row').first().waitFor();
      const apart = () => page.evaluate(() => {
        const [code, card] = ['.code-view', 'details.card'].map((name) => document.querySelector(name).getBoundingClientRect());
        return code.bottom <= card.top;
      });
      await becomes(page, apart, true, `what stands below the files at ${width} pixels`);
      await button(page, 'Design').click();
    }
  }));

test('the bar with the bundle stands at the bottom, however short a view is', () =>
  stage.visit(async (page) => {
    await page.setViewportSize({ width: 900, height: 1400 });
    await button(page, 'Result').click();
    await page.getByRole('tab', { name: 'Audit' }).click();
    const gap = () => page.evaluate(() => innerHeight - Math.round(document.querySelector('.delivery').getBoundingClientRect().bottom));
    await becomes(page, gap, 0, 'below the bar');
  }));

test('colours of the system are taken, and controls stay visible in them', () =>
  stage.visit(async (page) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await field(page, 'VNet range').fill('10.0.0.0/99');
    const border = await field(page, 'VNet range').evaluate((input) => getComputedStyle(input).borderTopStyle);
    assert.notEqual(border, 'none');
    await page.getByRole('tab', { name: /Findings/ }).click();
    await page.getByText('NET001').first().waitFor();
    await button(page, 'Undo').or(page.getByRole('button', { name: /^Undo/ })).first().click();
    await works(page);
  }));
