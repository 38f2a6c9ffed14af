// Five questions first: what a newcomer knows is in sight, everything else is behind a heading that says what is set
// in it, and every field is still one step away.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { becomes, staged } from '../stage.mjs';

const stage = staged();

const FOLDED = { folded: true };
const labels = (page) => page.locator('#form .field > label').evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent));

test('the form starts with five questions, and its document is small', async () => {
  for (const [width, height] of [[390, 844], [900, 900], [1440, 900], [1920, 1080]]) {
    await stage.visit(async (page) => {
      assert.deepEqual(await labels(page), ['VNet range', 'Workload subnets', 'Published services', 'Availability', 'VNet']);
      const n = await page.evaluate(() => document.querySelectorAll('*').length);
      assert.ok(n <= 2500, `${n} elements at ${width}`);
    }, { ...FOLDED, viewport: { width, height } });
  }
});

test('a heading says what is set behind it, and what is to fix', () =>
  stage.visit(async (page) => {
    const access = page.locator('#section-access > details');
    await access.locator('> summary').click();
    await page.getByLabel('Password', { exact: true }).fill('Secret-pass-4711');
    await access.locator('> summary').click();
    await page.getByLabel('Password', { exact: true }).waitFor({ state: 'detached' });
    assert.equal(await access.locator('.set').textContent(), 'Set: Password');
    await page.evaluate(() => { location.hash = 'field=network.trust.range'; });
    await page.getByLabel('Trust range', { exact: true }).fill('10.0.2.9/24');
    await page.locator('#section-network > details > summary').click();
    await page.getByLabel('Trust range', { exact: true }).waitFor({ state: 'detached' });
    await becomes(page, () => page.locator('#section-network .count.is-error').first().textContent(), '1 to fix');
    assert.ok(!(await page.locator('#section-network').textContent()).includes('10.0.2.9'));
  }, FOLDED));

test('a fault of a first question is counted behind no heading, and the index leads to it', () =>
  stage.visit(async (page) => {
    await page.getByLabel('VNet range', { exact: true }).fill('10.0.0.0/99');
    await page.locator('.index .mark.is-error').waitFor();
    assert.deepEqual((await page.locator('.section .count').allTextContents()).join(''), '');
    await page.locator('.index').getByRole('button', { name: /^Network/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'field-network.range');
  }, FOLDED));

test('search, links, findings, the picture and the index lead into what is folded', () =>
  stage.visit(async (page) => {
    const focused = (id) => page.waitForFunction((wanted) => document.activeElement?.id === wanted, id);
    await page.keyboard.press('/');
    await page.keyboard.type('login banner');
    await page.keyboard.press('Enter');
    await focused('field-system.banner');
    await page.evaluate(() => { location.hash = 'field=license.auth_code'; });
    await focused('field-license.auth_code');
    await page.locator('.picture [data-field="pair.b.trust"]').first().click();
    await focused('field-pair.b.trust');
    await page.keyboard.type('10.0.1.9');
    await page.locator('#section-firewalls > details > summary').click();
    await page.getByRole('tab', { name: /Findings/ }).click();
    await page.getByRole('button', { name: 'Go to Unit B: Trust' }).first().click();
    await focused('field-pair.b.trust');
    await page.locator('.index-entry', { hasText: 'Access' }).click();
    await page.getByLabel('Password', { exact: true }).waitFor();
  }, FOLDED));
