// From an empty page to the bundle with the keyboard alone: no click, no call to focus. At every stop the
// focus can be seen.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { becomes, field, staged } from '../stage.mjs';
import { unzip } from '../unzip.mjs';

const stage = staged();

/** What has the focus, where it stands, and what is wrong with how it shows. */
const stop = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height, 24) / 2];
    const above = document.elementFromPoint(x, y);
    const style = getComputedStyle(element);
    const ringed = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || element instanceof SVGElement;
    const wrong = [];
    if (element === document.body) wrong.push('nothing has the focus');
    if (box.width < 1 || box.height < 1) wrong.push('no size');
    if (box.bottom <= 0 || box.top >= innerHeight) wrong.push('out of sight');
    if (!ringed) wrong.push('no ring');
    if (!(element instanceof SVGElement) && above && !element.contains(above) && !above.contains(element)) wrong.push(`below ${above.className || above.tagName}`);
    const label = element.labels?.[0]?.firstElementChild?.textContent ?? element.labels?.[0]?.textContent;
    const regions = { top: '.top', form: '#form', result: '#result .tabs, #result .panel', delivery: '.delivery' };
    return {
      name: (element.getAttribute('aria-label') ?? label ?? element.textContent).trim().slice(0, 60),
      id: element.id,
      writes: ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName),
      region: Object.keys(regions).find((region) => element.closest(regions[region])),
      wrong,
    };
  });

const named = (name) => (here) => (name instanceof RegExp ? name.test(here.name) : here.name === name);
const at = (id) => (here) => here.id === id;
const anywhere = () => true;

/** Presses a key and insists that it leads where it is wanted, and that the focus can be seen there. */
async function press(page, key, wanted = anywhere) {
  await page.keyboard.press(key);
  // Views and places that are gone to may appear in a later task.
  let here;
  const led = async () => {
    here = await stop(page);
    return { wrong: here.wrong, led: wanted(here) || here };
  };
  await becomes(page, led, { wrong: [], led: true }, `${key} leads elsewhere`);
  return here;
}

/** Walks until a stop is the wanted one. */
async function walk(page, key, wanted, most = 60) {
  const seen = [];
  for (let n = 0; n < most; n += 1) {
    const here = await press(page, key);
    if (wanted(here)) return here;
    seen.push(here.name);
  }
  throw new Error(`not reached in ${most} steps: ${seen.join(' | ')}`);
}

const holds = (page, key, value) => becomes(page, () => page.inputValue(`[id="field-${key}"]`), value);

/** Jumps to a field by what a person calls it, from wherever the focus is. */
async function jump(page, name, key) {
  if ((await stop(page)).writes) await walk(page, 'Tab', (here) => !here.writes);
  await press(page, '/', at('find-field'));
  await page.keyboard.type(name);
  await press(page, 'Enter', at(`field-${key}`));
}

test('from an empty page to the bundle with the keyboard alone', () =>
  stage.visit(async (page) => {
    await press(page, 'Tab', named('Skip to the form'));
    await press(page, 'Enter', at('form'));
    await jump(page, 'vnet range', 'network.range');
    await page.keyboard.type('172.20.0.1/16');
    await page.locator('.field-findings').getByText('expected an aligned block').waitFor();
    // Typing is one step back and one step forward.
    await press(page, 'Control+z');
    await holds(page, 'network.range', '');
    await press(page, 'Control+Shift+z');
    await holds(page, 'network.range', '172.20.0.1/16');
    await page.locator('.field-findings').getByText('expected an aligned block').waitFor();
    // The repair is the next stop but the rule, and leaves the person at the field.
    await walk(page, 'Tab', named('Use 172.20.0.0/16'), 4);
    await press(page, 'Enter', at('field-network.range'));
    await holds(page, 'network.range', '172.20.0.0/16');
    await jump(page, 'Password', 'access.password');
    await page.keyboard.type('Corr3ct-horse-battery');
    // To the result: back to the search, and over the index to the way around the form.
    await walk(page, 'Tab', (here) => !here.writes);
    await press(page, '/', at('find-field'));
    await walk(page, 'Shift+Tab', named('Skip to the result'), 12);
    await press(page, 'Enter', at('result'));
    await press(page, 'Tab', named('Diagram'));
    await press(page, 'ArrowRight', named('Address plan'));
    await press(page, 'ArrowRight', named('Files'));
    // The list comes from the second module.
    await page.getByRole('button', { name: /^azuredeploy\.parameters\.json/ }).waitFor();
    await walk(page, 'Tab', named(/^azuredeploy\.json/));
    await walk(page, 'ArrowDown', named(/^azuredeploy\.parameters\.json/));
    await press(page, 'Enter');
    // The text comes from the second module as well, in place of the one before with its buttons.
    await page.locator('.code-view').getByText('deploymentParameters', { exact: false }).first().waitFor();
    await walk(page, 'Tab', named('Copy'), 30);
    await press(page, 'Enter');
    await page.getByText('File copied').waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /deploymentParameters/);
    await walk(page, 'Shift+Tab', named('Files'), 30);
    await press(page, 'ArrowLeft', named('Address plan'));
    await walk(page, 'Tab', named('Address'));
    await press(page, 'Enter');
    await press(page, 'Enter');
    await page.locator('th[aria-sort="descending"]', { hasText: 'Address' }).waitFor();
    await walk(page, 'Tab', named('Download bundle'));
    const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Enter')]);
    const files = unzip(readFileSync(await taken.path()));
    const xml = files.get('bootstrap/VM1/config/bootstrap.xml').toString();
    assert.match(xml, /<entry name="172\.20\.1\.4\/24"/);
    assert.match(xml, /<phash>\$5\$/);
  }));

test('Tab visits the bar, the form, the result and the delivery in this order, and is trapped nowhere', () =>
  stage.visit(async (page) => {
    const regions = [];
    for (let n = 0; n < 400; n += 1) {
      await page.keyboard.press('Tab');
      const here = await stop(page);
      if (here.wrong.includes('nothing has the focus')) break;
      assert.deepEqual(here.wrong, [], JSON.stringify(here));
      if (here.region && here.region !== regions.at(-1)) regions.push(here.region);
    }
    assert.deepEqual(regions, ['top', 'form', 'result', 'delivery']);
  }));

test('the picture, the table and the list of files are one stop each, with arrow keys inside', () =>
  stage.visit(
    async (page) => {
      const open = (view) => page.getByRole('tab', { name: view }).click();
      // From the last field of the first questions.
      const way = async () => {
        await page.getByLabel('Availability', { exact: true }).focus();
        const stops = [];
        while (stops.at(-1) !== 'Download bundle') {
          stops.push((await press(page, 'Tab')).name);
          assert.ok(stops.length <= 25, stops.join(' | '));
        }
        return stops;
      };
      for (const view of ['Address plan', 'Diagram']) {
        await open(view);
        await way();
      }
      await page.getByRole('region', { name: 'Picture of the network' }).focus();
      const first = await press(page, 'Enter');
      assert.match(first.name, /\S/);
      const second = await press(page, 'ArrowRight');
      assert.notEqual(second.name, first.name);
      await press(page, 'ArrowLeft', named(first.name));
      await press(page, 'Escape', named('Picture of the network'));
      await page.getByRole('button', { name: 'Zoom out' }).focus();
      await press(page, 'ArrowRight', named('Zoom in'));
      await open('Address plan');
      await page.getByRole('region', { name: 'Address plan' }).focus();
      await press(page, 'Enter', named('10.0.0.0'));
      await press(page, 'Enter', at('field-network.management.range'));
    },
    { folded: true },
  ));

async function pressed(control) {
  await control.focus();
  await control.press('Enter');
}

const isAt = (page, id) => becomes(page, () => page.evaluate(() => document.activeElement.id), id);

test('what goes with the focus leaves it to what stands around it', () =>
  stage.visit(async (page) => {
    await page.getByRole('tab', { name: 'Files' }).click();
    const file = page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /^deploy\.sh/ });
    const value = page.locator('.code-view .value').first();
    await pressed(value);
    await pressed(page.getByRole('button', { name: 'Close' }));
    await isAt(page, 'file-text');
    // The file that was chosen comes while the focus is in the text before.
    await value.waitFor();
    await page.evaluate(() => {
      [...document.querySelectorAll('.file')].find((file) => file.textContent.startsWith('deploy.sh')).click();
      document.querySelector('.code-view .value').focus();
    });
    await page.getByRole('region', { name: 'Text of deploy.sh' }).waitFor();
    await isAt(page, 'file-text');
    assert.equal(await file.getAttribute('aria-current'), 'true');
    await pressed(page.getByRole('button', { name: 'Copy', exact: true }));
    await pressed(page.getByRole('button', { name: 'Dismiss' }));
    await isAt(page, 'result');
    await page.getByRole('tab', { name: /^Findings/ }).click();
    await pressed(page.getByRole('button', { name: /explain this rule$/ }).first());
    await page.getByLabel('Search rules').waitFor();
    await isAt(page, 'result');
  }));

test('a phone shows the form or the result, and what is hidden with the focus leaves it to the other', () =>
  stage.visit(
    async (page) => {
      await pressed(page.getByRole('button', { name: 'Got it' }));
      await isAt(page, 'form');
      await field(page, 'VNet range').fill('10.60.0.1/16');
      await pressed(page.getByRole('button', { name: 'NET002: explain this rule' }).first());
      await isAt(page, 'result');
    },
    { viewport: { width: 390, height: 844 } },
  ));
