// Rules that explain themselves, repairs and moves that show what they change before they do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { becomes, field, press, staged } from '../stage.mjs';

const stage = staged();

const visit = (journey, options) => stage.visit(journey, options);

const tab = (page, name) => page.getByRole('tab', { name }).click();
const proposal = (page) => page.getByRole('group', { name: /^(Re-plan|Start from|Make all)/ });

test('a finding leads to its rule, and the catalogue can be searched', () =>
  visit(async (page) => {
    await field(page, 'VNet range').fill('172.20.3.0/16');
    await page.getByRole('button', { name: 'NET002: explain this rule' }).first().click();
    await page.getByRole('heading', { name: /NET002 range-not-aligned/ }).waitFor();
    await page.getByText('1 of', { exact: false }).waitFor();
    await page.getByLabel('Search rules').fill('floating ip address');
    await page.getByRole('heading', { name: /LBA010/ }).waitFor();
    await page.getByLabel('Search rules').fill('');
    await becomes(page, async () => (await page.getByRole('article').count()) > 100, true);
    await press(page, 'Findings');
    await page.getByRole('heading', { name: /To fix before/ }).waitFor();
  }));

test('a finding that stays keeps its place and its focus while others come and go', () =>
  visit(async (page) => {
    await field(page, 'VNet range').fill('172.20.3.0/16');
    await tab(page, /Findings/);
    const panel = page.getByRole('tabpanel');
    const stays = panel.getByRole('button', { name: 'NET002: explain this rule' }).first();
    await stays.focus();
    await page.evaluate(() => { document.activeElement.dataset.stays = 'yes'; });
    const name = panel.getByRole('button', { name: 'Go to User name' });
    const types = (text) => page.evaluate((text) => {
      const input = document.getElementById('field-access.user');
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }, text);
    await types('admin');
    await name.first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.stays), 'yes', 'one that came');
    await types('panadmin');
    await name.first().waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.dataset.stays), 'yes', 'one that went');
  }));

test('all safe repairs are shown, made in one step and undone in one', () =>
  visit(async (page) => {
    await field(page, 'VNet range').fill('172.20.3.0/16');
    await field(page, 'User name').fill('admin');
    await field(page, 'DNS server').fill('8.8.8.8 ');
    await tab(page, /Findings/);
    await page.getByRole('button', { name: /^Make (all|the)/ }).click();
    await proposal(page).getByRole('row', { name: /VNet range 172\.20\.3\.0\/16 172\.20\.0\.0\/16/ }).waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '172.20.3.0/16', 'nothing changes before the decision');
    await press(page, 'Leave as it is');
    assert.equal(await proposal(page).count(), 0);
    await page.getByRole('button', { name: /^Make (all|the)/ }).click();
    await press(page, 'Apply');
    assert.equal(await field(page, 'VNet range').inputValue(), '172.20.0.0/16');
    assert.equal(await field(page, 'User name').inputValue(), 'admin', 'what changes the design is left to the person');
    await page.getByRole('button', { name: /^Undo/ }).click();
    assert.equal(await field(page, 'VNet range').inputValue(), '172.20.3.0/16');
  }));

test('the whole VNet moves into another range after a look at every change', () =>
  visit(async (page) => {
    await field(page, 'Trust range').fill('10.0.8.0/24');
    await tab(page, 'Address plan');
    const into = page.getByLabel('Re-plan into');
    const show = page.getByRole('button', { name: 'Show what would change' });
    assert.equal(await show.getAttribute('aria-disabled'), 'true');
    await into.fill('172.16.9.0/20');
    await page.getByText('Not aligned, expected 172.16.0.0/20').waitFor();
    await into.fill('fd00::/64');
    await page.getByText('The design is IPv4 only').waitFor();
    await into.fill('172.16.0.0/20');
    await show.click();
    const rows = proposal(page).getByRole('row');
    await rows.filter({ hasText: 'Trust range' }).filter({ hasText: '172.16.8.0/24' }).waitFor();
    await rows.filter({ hasText: 'vmseries-ha-primary management' }).filter({ hasText: '172.16.0.4' }).waitFor();
    await press(page, 'Apply');
    assert.equal(await field(page, 'VNet range').inputValue(), '172.16.0.0/20');
    assert.equal(await field(page, 'Trust range').inputValue(), '172.16.8.0/24');
    await page.getByRole('cell', { name: '172.16.8.4', exact: true }).waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    assert.equal(await field(page, 'Trust range').inputValue(), '10.0.8.0/24');
    assert.equal(await field(page, 'VNet range').inputValue(), '');
  }));

test('a preset shows what it would change before it does', () =>
  visit(async (page) => {
    await field(page, 'VNet name').fill('edge-vnet');
    const preset = page.getByRole('combobox', { name: /^Preset/ });
    await preset.selectOption('production');
    await press(page, 'Start over');
    await proposal(page).getByRole('row', { name: /VNet name edge-vnet automatic/ }).waitFor();
    assert.equal(await preset.inputValue(), 'reference');
    await page.keyboard.press('Escape');
    assert.equal(await field(page, 'VNet name').inputValue(), 'edge-vnet');
    await preset.selectOption('production');
    await press(page, 'Start over');
    await press(page, 'Apply');
    assert.equal(await preset.inputValue(), 'production');
    assert.equal(await field(page, 'VNet name').inputValue(), '');
    await page.getByRole('button', { name: /^Undo/ }).click();
    assert.equal(await field(page, 'VNet name').inputValue(), 'edge-vnet');
    assert.equal(await preset.inputValue(), 'reference');
  }));
