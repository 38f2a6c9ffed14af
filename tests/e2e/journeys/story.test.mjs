// What is told beside the picture: a flow with its way lit up, a failover step by step, and both over the whole window.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { becomes, press, staged, unfold } from '../stage.mjs';

const stage = staged();

const frame = (page) => page.getByRole('region', { name: 'Picture of the network' });
const status = (page) => page.locator('.told [role=status]');
const lit = (page, selector) => frame(page).locator(`${selector}.is-lit`).count();

test('a flow lights its way up, and one that does not work says where it stops', () =>
  stage.visit(async (page) => {
    await press(page, 'Flows');
    await page.getByText('The flow works.', { exact: false }).waitFor();
    assert.ok((await lit(page, '.wire')) >= 4, 'from the Internet to the unit and on');
    assert.equal(await lit(page, '.unit'), 1, 'the active unit forwards');
    const hops = await page.getByRole('region', { name: 'There' }).getByRole('row').count();
    assert.ok(hops > 5, `${hops} hops`);
    await page.getByLabel('Flow', { exact: true }).selectOption('ha2');
    await page.getByText('Session synchronisation of the pair. The flow works.').waitFor();
    await becomes(page, () => lit(page, '.wire'), 3, 'from unit to unit');
    await page.getByLabel('Egress to the Internet', { exact: true }).selectOption('none');
    await page.getByLabel('Flow', { exact: true }).selectOption('outbound-vmseries-test-server');
    await page.getByText('untrust-subnet has no way to the Internet', { exact: false }).waitFor();
    await becomes(page, () => frame(page).locator('.is-stop').count(), 1, 'the hop is marked');
    await press(page, 'Flows');
    await becomes(page, () => frame(page).locator('.is-lit, .is-stop').count(), 0, 'closed, nothing is marked');
  }));

test('a failover is stepped through, played, and told for other timers beside it', () =>
  stage.visit(async (page) => {
    await press(page, 'Failover');
    await status(page).getByText('Before: vmseries-ha-primary is active.', { exact: false }).waitFor();
    const unit = (kind) => frame(page).locator(`.unit.${kind}`).count();
    await becomes(page, async () => [await unit('is-active'), await unit('is-passive')], [1, 1]);
    await press(page, 'Next');
    await becomes(page, async () => [await unit('is-down'), await unit('is-passive')], [1, 1]);
    await page.getByLabel('Beside it').selectOption({ label: 'Aggressive timers, probe 5 s x 2' });
    await page.getByRole('heading', { name: 'Aggressive timers, probe 5 s x 2' }).waitFor();
    assert.equal(await page.getByText(/^New flows wait/).count(), 2);
    await press(page, 'Play');
    await becomes(page, async () => [await unit('is-down'), await unit('is-active')], [1, 1], 'the other unit is active in the end');
    await page.getByLabel('What fails').selectOption({ label: 'HA2' });
    await status(page).getByText('Before:', { exact: false }).waitFor();
  }));

test('what stands there is what is taken along, and a failover plays on without the page', () =>
  stage.visit(async (page) => {
    const animated = page.getByRole('button', { name: 'Download animated SVG', exact: true });
    assert.equal(await animated.isVisible(), false, 'nothing plays yet');
    await press(page, 'Flows');
    await page.getByText('The flow works.', { exact: false }).waitFor();
    const download = async (name) => {
      const [taken] = await Promise.all([page.waitForEvent('download'), press(page, name)]);
      return [taken.suggestedFilename(), readFileSync(await taken.path(), 'utf8')];
    };
    const [, lit] = await download('Download SVG');
    assert.match(lit, /class="wire is-lit"/);
    await press(page, 'Failover');
    await status(page).waitFor();
    const [name, film] = await download('Download animated SVG');
    assert.equal(name, 'failover-unit-a.svg');
    // As an image, where no script runs in any case; who wants no motion sees the end.
    const seen = async (reducedMotion) => {
      const alone = await page.context().browser().newPage({ javaScriptEnabled: true });
      await alone.emulateMedia({ reducedMotion });
      await alone.setContent(film);
      const looks = await alone.evaluate(() => {
        const shown = [...document.querySelectorAll('.look')].filter((one) => getComputedStyle(one).opacity === '1');
        return [document.getAnimations().length, shown.map((one) => one.firstElementChild.getAttribute('class')).filter((one) => one.includes(' unit '))];
      });
      await alone.close();
      return looks;
    };
    const [moves, first] = await seen('no-preference');
    assert.ok(moves > 5, `${moves} animations`);
    assert.deepEqual(first, ['part unit is-active is-lit', 'part unit is-passive']);
    assert.deepEqual(await seen('reduce'), [0, ['part unit is-down', 'part unit is-active is-lit']]);
  }));

test('a wide room gets the wide picture, and a frame of the desk the tall one', () =>
  stage.visit(
    async (page) => {
      const shape = () => frame(page).evaluate((one) => {
        const { width, height } = one.querySelector('svg').viewBox.baseVal;
        return width > height * 1.5 ? 'wide' : 'tall';
      });
      await becomes(page, shape, 'tall');
      await page.locator('body').press('f');
      await becomes(page, shape, 'wide');
      await page.locator('body').press('f');
      await becomes(page, shape, 'tall');
    },
    { viewport: { width: 1280, height: 720 } },
  ));

test('the border between form and result is moved by keys and by hand', () =>
  stage.visit(async (page) => {
    const border = page.getByRole('separator', { name: 'Width of the form' });
    const share = () => page.locator('#form').evaluate((one) => Math.round((one.getBoundingClientRect().width / innerWidth) * 100));
    assert.equal(await share(), 40);
    await border.focus();
    for (const [key, now] of [['ArrowLeft', 38], ['End', 70], ['Home', 22], ['ArrowRight', 22]]) {
      await page.keyboard.press(key);
      // No narrower than its fields can be.
      await becomes(page, share, now, key);
    }
    assert.deepEqual(await Promise.all(['now', 'min', 'max'].map((one) => border.getAttribute(`aria-value${one}`))), ['22', '20', '70']);
    const box = await border.boundingBox();
    await page.mouse.move(box.x + 4, 400);
    await page.mouse.down();
    await page.mouse.move(720, 400, { steps: 4 });
    await page.mouse.up();
    await becomes(page, share, 50, 'where it was let go');
  }));

test('many workloads fold into one part, which opens', () =>
  stage.visit(async (page) => {
    await unfold(page);
    await page.getByLabel('Workload subnets', { exact: true }).fill(Array.from({ length: 50 }, (_, n) => `workload-${n}=10.0.${n + 20}.0/24`).join('\n'));
    const boxes = () => frame(page).locator('.zone-workload').count();
    await becomes(page, boxes, 9);
    await frame(page).getByRole('button', { name: /^Show 42 more workload subnets/ }).click();
    await becomes(page, boxes, 51);
    await frame(page).getByRole('button', { name: 'Show fewer workload subnets' }).click();
    await becomes(page, boxes, 9);
  }));

test('over the whole window no text of the picture is smaller than 11 px', () =>
  stage.visit(
    async (page) => {
      await frame(page).locator('.unit').first().waitFor();
      await page.locator('body').press('f');
      const size = () =>
        frame(page).evaluate((one) => {
          const svg = one.querySelector('svg');
          const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize));
          return Math.min(...sizes) * scale >= 11;
        });
      await becomes(page, size, true);
      await press(page, 'Failover');
      await status(page).waitFor();
      assert.ok(await size(), 'with a story beside it too');
      await page.keyboard.press('f');
      await becomes(page, () => page.locator('.is-full').count(), 0);
    },
    { viewport: { width: 1280, height: 720 } },
  ));
