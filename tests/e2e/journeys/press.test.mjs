// Nothing moves between pointer-down and pointer-up: every press as long as a person's is a click.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field, open } from '../stage.mjs';

let stage;
before(async () => {
  stage = await open();
});
after(() => stage.close());

const HELD_MS = 60;

/** Presses where the middle of an element is now, whatever comes under the pointer before it is up. */
async function hold(page, target, delay = HELD_MS) {
  const box = await target.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { delay });
}

/** From now on clicks do nothing but tell what they hit. */
const catchClicks = (page) =>
  page.evaluate(() => {
    window.clicked = null;
    addEventListener('click', (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      window.clicked = event.target.closest('button, summary');
    }, true);
  });

/** Focuses the n-th control, and finds the buttons of its section that are in sight below it. */
const stand = (page, n) =>
  page.evaluate((place) => {
    const seen = (one) => one.checkVisibility() && !one.closest('details:not([open]) > :not(summary)');
    const controls = [...document.querySelectorAll('#form .field :is(input, select, textarea)')].filter(seen);
    const control = controls[place];
    if (!control) return null;
    control.scrollIntoView({ block: 'center' });
    control.focus();
    const rest = control.getBoundingClientRect().bottom;
    document.querySelectorAll('[data-target]').forEach((one) => one.removeAttribute('data-target'));
    const buttons = [...control.closest('.section').querySelectorAll('button, summary')].filter(seen).filter((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top >= rest && bottom < document.querySelector('#form').getBoundingClientRect().bottom;
    });
    buttons.slice(0, 3).forEach((one, k) => one.setAttribute('data-target', k));
    return { id: control.id, n: Math.min(buttons.length, 3) };
  }, n);

test('with any field focused, each button below it takes a press of 60 ms', () =>
  stage.visit(async (page) => {
    await catchClicks(page);
    const lost = [];
    let pairs = 0;
    for (let n = 0; ; n += 1) {
      const here = await stand(page, n);
      if (!here) break;
      for (let k = 0; k < here.n; k += 1) {
        // A key says that the hand is at the keyboard, so that nothing waits for another press.
        await page.keyboard.press('Shift');
        // Its help may have moved some of them out of sight.
        if (k >= (await stand(page, n)).n) break;
        await page.waitForFunction((id) => {
          const help = document.getElementById(id)?.closest('.field').querySelector('.help');
          return !help || help.checkVisibility();
        }, here.id);
        const target = page.locator(`[data-target="${k}"]`);
        await page.evaluate(() => { window.clicked = null; });
        const before = await target.boundingBox();
        await hold(page, target);
        pairs += 1;
        const hit = await target.evaluate((one) => window.clicked === one);
        const moved = (await target.boundingBox()).y - before.y;
        if (!hit || moved) lost.push(`${here.id} to ${(await target.textContent()).trim()}: ${hit ? '' : 'lost, '}moved ${moved}`);
      }
    }
    assert.ok(pairs > 60, `${pairs} pairs`);
    assert.deepEqual(lost, [], `${lost.length} of ${pairs}`);
  }));

test('More opens while the help of the field above it is shown', () =>
  stage.visit(async (page) => {
    await field(page, 'VNet name').focus();
    await page.locator('.field', { has: field(page, 'VNet name') }).getByText('Name of the VNet, 2 to 64 characters.').waitFor();
    const group = page.locator('.group', { has: field(page, 'VNet name') });
    await hold(page, group.locator('.more > summary'));
    await group.locator('.more[open]').waitFor();
  }));

test('two quick presses in another field choose a word there', () =>
  stage.visit(async (page) => {
    const name = field(page, 'Trust subnet');
    await name.fill('edge');
    await field(page, 'Trust range').focus();
    const box = await name.boundingBox();
    await page.mouse.dblclick(box.x + 20, box.y + box.height / 2, { delay: HELD_MS });
    assert.equal(await page.evaluate(() => document.getSelection().toString()), 'edge');
    await page.locator('.field', { has: name }).locator('.help').waitFor();
  }));

test('a help that unfolds by the keyboard leaves the focused field where it was', () =>
  stage.visit(async (page) => {
    await field(page, 'Trust range').focus();
    // Its sentence comes with the second module, and moves what is measured here.
    await page.getByText('CIDR range of the trust subnet.').waitFor();
    await field(page, 'Trust range').evaluate((one) => one.scrollIntoView({ block: 'center' }));
    const top = () => page.evaluate(() => document.activeElement.getBoundingClientRect().top);
    const next = await page.evaluate(() => {
      const all = [...document.querySelectorAll('#form .field input')];
      return all[all.indexOf(document.activeElement) + 1].getBoundingClientRect().top;
    });
    await page.keyboard.press('Tab');
    assert.ok(Math.abs((await top()) - next) <= 1, `${await top()} for ${next}`);
  }));

test('what a pause in typing brings takes no press away', () =>
  stage.visit(async (page) => {
    await field(page, 'VNet name').pressSequentially('edge-vnet', { delay: 5 });
    await hold(page, page.getByRole('button', { name: /^Undo/ }), 900);
    await page.getByText('Undone: VNet name').waitFor();
  }));

test('the bar keeps its places when the draft is kept', () =>
  stage.visit(async (page) => {
    const places = () => page.locator('.top button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
    const before = (await places()).slice(0, 4);
    await field(page, 'VNet name').fill('edge-vnet');
    await page.waitForFunction(() => localStorage.length > 0);
    assert.deepEqual((await places()).slice(0, 4), before);
  }));

test('a press elsewhere while a field is looked for is a press there', () =>
  stage.visit(async (page) => {
    await page.locator('#find-field').click();
    await page.keyboard.type('Login banner');
    const group = page.locator('.group', { has: field(page, 'VNet name') });
    await hold(page, group.locator('.more > summary'));
    await group.locator('.more[open]').waitFor();
  }));

test('the bar is as high whatever the state says', () =>
  stage.visit(async (page) => {
    const height = () => page.locator('.top').evaluate((bar) => bar.getBoundingClientRect().height);
    for (const width of [1440, 1920, 900]) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator('#preset').selectOption('reference');
      await page.locator('.status', { hasText: /^Ready/ }).waitFor();
      const ready = await height();
      await page.locator('#preset').selectOption('panorama');
      await page.locator('.status', { hasText: '3 examples to replace' }).waitFor();
      assert.equal(await height(), ready, `${width} pixels`);
    }
  }));
