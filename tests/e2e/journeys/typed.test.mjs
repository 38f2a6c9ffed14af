// What a person typed is carried over, and what was automatic stays automatic: presets, ranges, services.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { becomes, field, press, staged } from '../stage.mjs';

const stage = staged();

const range = (page) => page.locator('[id="field-network.range"]');
const preset = (page) => page.locator('#preset');

test('another preset keeps what was typed, or starts over, as the person says', () =>
  stage.visit(async (page) => {
    await range(page).fill('10.40.0.0/16');
    await field(page, 'VNet name').fill('edge-vnet');
    await preset(page).selectOption('production');
    const proposal = page.getByRole('group', { name: 'Start from the preset production' });
    await proposal.getByRole('button', { name: 'Keep what I typed', pressed: true }).waitFor();
    await press(page, 'Start over');
    await proposal.getByRole('row', { name: /VNet range 10\.40\.0\.0\/16 automatic/ }).waitFor();
    await press(page, 'Keep what I typed');
    await proposal.getByRole('row', { name: /VNet range/ }).waitFor({ state: 'detached' });
    await press(page, 'Apply');
    assert.equal(await preset(page).inputValue(), 'production');
    assert.equal(await range(page).inputValue(), '10.40.0.0/16');
    assert.equal(await field(page, 'VNet name').inputValue(), 'edge-vnet');
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
  }));

test('an untouched preset is changed at once, says what it is, and its examples are told until they are replaced', () =>
  stage.visit(async (page) => {
    assert.match(await preset(page).locator('option[value="production"]').textContent(), /zones, own HA2 subnet/);
    await preset(page).selectOption('panorama');
    assert.equal(await preset(page).inputValue(), 'panorama');
    await page.getByRole('button', { name: '3 examples to replace' }).waitFor();
    await page.evaluate(() => { location.hash = 'field=panorama.server'; });
    await page.locator('[id="field-panorama.server"]').fill('10.1.1.1');
    await page.getByRole('button', { name: '2 examples to replace' }).waitFor();
  }));

test('a service that is added leaves the automatic one automatic, so a later range moves both', () =>
  stage.visit(async (page) => {
    await press(page, 'Add a service');
    assert.equal(await field(page, 'Target of service 1').inputValue(), '');
    await field(page, 'Name of service 2').fill('web');
    await field(page, 'Port of service 2').fill('8080');
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
    await range(page).fill('10.40.0.0/16');
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
    await page.locator('.picture text', { hasText: 'http tcp 80 -> 10.40.2.6' }).waitFor();
  }));

test('targets that a later range leaves outside are moved in by one press', () =>
  stage.visit(async (page) => {
    await press(page, 'Add a service');
    await field(page, 'Target of service 1').fill('10.0.2.6');
    await page.getByRole('group', { name: 'service 2' }).getByRole('button', { name: 'Remove' }).click();
    await range(page).fill('10.40.0.0/16');
    await page.getByRole('button', { name: '1 thing to fix' }).waitFor();
    await page.locator('#form').getByRole('button', { name: 'Move the targets into the VNet' }).click();
    assert.equal(await field(page, 'Target of service 1').inputValue(), '10.40.2.6');
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
  }));

test('a service has room for each address, its rare front end comes last, and a fault stands at its cell', async () => {
  for (const width of [390, 900, 1440, 1920]) {
    await stage.visit(async (page) => {
      await press(page, 'Add a service');
      const target = field(page, 'Target of service 1');
      await target.fill('255.255.255.255');
      const cut = await target.evaluate((one) => one.scrollWidth - one.clientWidth);
      assert.ok(cut <= 0, `${cut} px of an address are cut at ${width}`);
      const labels = await page.getByRole('group', { name: 'service 1' }).locator('.cell-entry > span').allTextContents();
      assert.deepEqual(labels, ['Name', 'Protocol', 'Port', 'Target', 'Target port', 'Applications', 'Sources', 'Front end']);
      await target.fill('10.0.2');
      await becomes(page, () => target.getAttribute('aria-invalid'), 'true');
      const said = await page.evaluate((id) => document.getElementById(id).textContent, await target.getAttribute('aria-describedby'));
      assert.equal(said, 'This service has no IPv4 address and not the word pair as target');
      await target.fill('');
      await field(page, 'Port of service 1').fill('');
      await becomes(page, () => field(page, 'Port of service 1').getAttribute('aria-invalid'), 'true');
      await becomes(page, () => target.getAttribute('aria-invalid'), null);
      assert.equal(await page.getByText('This service has no port').isVisible(), true);
    }, { viewport: { width, height: 900 } });
  }
});
