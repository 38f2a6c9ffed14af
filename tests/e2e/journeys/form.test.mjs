// The form's own controls: lists as rows, the searchable sizes, the password's aid, undo by name, the
// introduction.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, field, staged, unfold } from '../stage.mjs';

const stage = staged();

const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);

test('what is said of an entry stands at its cell and speaks of cells', () =>
  stage.visit(async (page) => {
    await unfold(page);
    const at = (noun, name) => page.getByRole('group', { name: noun, exact: true }).getByText(name);
    const invalid = async (label) => {
      const cell = field(page, label);
      await page.waitForFunction((cell) => cell.getAttribute('aria-invalid') === 'true', await cell.elementHandle());
      return cell.evaluate((cell) => document.getElementById(cell.getAttribute('aria-describedby')).textContent);
    };
    const below = () => page.locator('[id="field-balance.services-findings"]').textContent();
    const services = field(page, 'Published services');
    await services.fill('web tcp 443 -> 10.0.2.6\nshop tcp 443 -> 10.9.2.7');
    await at('service 2', /both use/).waitFor();
    assert.match(await invalid('Port of service 2'), /web and shop both use tcp 443/);
    assert.match(await invalid('Target of service 2'), /neither in the VNet nor/);
    assert.equal(await below(), '', 'nothing is said a second time');
    // The repair leaves the person at the cell.
    await page.getByRole('group', { name: 'service 2' }).getByRole('button', { name: 'Move the targets into the VNet' }).click();
    await page.waitForFunction(() => document.activeElement.getAttribute('aria-label') === 'Target of service 2');
    await services.fill('web tcp 0 -> 10.0.2.6');
    assert.match(await invalid('Port of service 1'), /a port that is not 1 to 65534$/);
    assert.doesNotMatch((await page.locator('#form .finding').allTextContents()).join(), /->/);
    await field(page, 'Workload subnets').fill('app=10.0.9.0/24\napp=10.0.10.0/24');
    assert.match(await invalid('Name of workload 2'), /two workloads have the name app/);
  }));

test('services are rows: added from what would be chosen, typed, removed, undone', () =>
  stage.visit(async (page) => {
    await page.locator('.list').getByText('Automatic: http tcp 80 -> 10.0.2.6').waitFor();
    await button(page, 'Add a service').click();
    assert.equal(await field(page, 'Name of service 1').inputValue(), 'http');
    await page.waitForFunction(() => document.activeElement.getAttribute('aria-label') === 'Name of service 2');
    await page.keyboard.type('web');
    await field(page, 'Protocol of service 2').selectOption('udp');
    await field(page, 'Port of service 2').fill('443');
    await field(page, 'Target of service 2').fill('10.0.2.6');
    await field(page, 'Target port of service 2').fill('8443');
    await unfold(page);
    const text = field(page, 'Published services');
    assert.equal(await text.inputValue(), 'http tcp 80 -> \nweb udp 443 -> 10.0.2.6:8443');
    await page.locator('.picture text', { hasText: 'web udp 443 -> 10.0.2.6:8443' }).waitFor();
    // The text leads as well, and a line of another shape stays whole and editable.
    await text.fill('http tcp 80 -> 10.0.2.6\nmail tcp');
    assert.equal(await field(page, 'Line of service 2').inputValue(), 'mail tcp');
    await page.getByText('the service mail tcp').first().waitFor();
    await field(page, 'Line of service 2').fill('mail tcp 25 -> 10.0.2.6');
    await field(page, 'Line of service 2').press('Tab');
    assert.equal(await field(page, 'Port of service 2').inputValue(), '25');
    await page.getByRole('group', { name: 'service 1' }).getByRole('button', { name: 'Remove' }).click();
    assert.equal(await text.inputValue(), 'mail tcp 25 -> 10.0.2.6');
    await button(page, 'Undo: Published services').click();
    assert.equal(await field(page, 'Name of service 1').inputValue(), 'http');
    await text.fill('');
    await page.locator('.list').getByText('Automatic: http tcp 80 -> 10.0.2.6').waitFor();
  }));

test('workloads and tags are rows, and a half-typed row keeps its cells', () =>
  stage.visit(async (page) => {
    await button(page, 'Add a workload').click();
    assert.equal(await page.getByRole('group', { name: /^workload/ }).count(), 1, 'one row more, and no word of the plan in it');
    await field(page, 'Name of workload 1').fill('app');
    assert.equal(await field(page, 'Range or size of workload 1').inputValue(), '');
    await page.locator('.picture').getByText('10.0.5.0/24', { exact: true }).waitFor();
    await field(page, 'Range or size of workload 1').fill('/7');
    await page.locator('.flaws').getByText(/a size that no subnet has/).first().waitFor();
    await field(page, 'Range or size of workload 1').fill('10.0.8.0/24');
    await page.locator('.picture').getByText('10.0.8.0/24', { exact: true }).waitFor();
    await unfold(page);
    await button(page, 'Add a tag').click();
    await field(page, 'Name of tag 1').fill('owner');
    await field(page, 'Value of tag 1').fill('net, team');
    assert.equal(await field(page, 'Tags').inputValue(), 'owner=net, team');
  }));

test('the sizes are a list that is searched with the keyboard', () =>
  stage.visit(async (page) => {
    const size = page.getByRole('combobox', { name: 'VM size' });
    await size.focus();
    await page.keyboard.type('64 GiB');
    const list = page.getByRole('listbox', { name: 'Known sizes' });
    const names = await list.getByRole('option').allTextContents();
    assert.ok(names.length >= 2 && names.every((name) => name.includes('64 GiB')), names.join('; '));
    await page.keyboard.press('ArrowDown');
    const second = await list.getByRole('option', { selected: true }).textContent();
    assert.equal(second, names[1]);
    assert.equal(await size.getAttribute('aria-activedescendant'), await list.getByRole('option', { selected: true }).getAttribute('id'));
    await page.keyboard.press('Enter');
    assert.ok(names[1].startsWith(await size.inputValue()), names[1]);
    await list.waitFor({ state: 'hidden' });
    await page.keyboard.press('ArrowDown');
    await list.waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await size.fill('Standard_D8s_v5');
    await page.locator('.range-facts', { hasText: /^8 vCPU, 32 GiB, 4 NICs$/ }).waitFor();
    await size.click();
    await list.getByRole('option', { name: /Standard_F16s_v2/ }).click();
    assert.equal(await size.inputValue(), 'Standard_F16s_v2');
    await page.locator('.range-facts', { hasText: /^16 vCPU, 32 GiB, 4 NICs, retires 2028-11-15$/ }).waitFor();
    // A size of nobody's table is kept as typed.
    await size.fill('Standard_E8bds_v5');
    await page.getByText("Standard_E8bds_v5 is not in this product's table").waitFor();
  }));

test('a generated password is strong, meets both rule sets, is copied, and is stored nowhere', () =>
  stage.visit(async (page) => {
    const password = field(page, 'Password');
    await password.fill('abc');
    const unmet = page.locator('.demands li.is-unmet');
    assert.ok((await unmet.count()) >= 4);
    await page.getByText('not accepted yet').waitFor();
    await button(page, 'Generate').click();
    const made = await password.inputValue();
    assert.equal(made.length, 20);
    assert.equal(await password.getAttribute('type'), 'password', 'what is made stays hidden until somebody asks');
    await page.locator('.strength', { hasText: 'strong' }).waitFor();
    assert.equal(await unmet.count(), 0);
    for (const whose of ['Azure wants', 'PAN-OS wants']) await page.getByRole('heading', { name: whose }).waitFor();
    await button(page, 'Copy password').click();
    await page.getByText('Password copied').waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), made);
    await button(page, 'Generate').click();
    assert.notEqual(await password.inputValue(), made);
    await field(page, 'VNet name').fill('edge');
    // The draft is kept once typing pauses.
    await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes('edge'));
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + location.href);
    assert.ok(kept.includes('edge') && !kept.includes(made) && !kept.includes(await password.inputValue()));
    await password.fill('x-Panadmin-0001-long');
    await page.locator('.demands li.is-unmet', { hasText: 'without the user name panadmin' }).waitFor();
  }));

test('undo and redo say what they are about', () =>
  stage.visit(async (page) => {
    await button(page, 'Undo').waitFor();
    await field(page, 'VNet range').fill('172.20.0.0/16');
    await button(page, 'Undo: VNet range').waitFor();
    await field(page, 'VNet name').fill('edge');
    await button(page, 'Undo: VNet name').click();
    await page.getByText('Undone: VNet name').waitFor();
    await button(page, 'Redo: VNet name').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Undone: VNet range').waitFor();
    assert.equal(await field(page, 'VNet range').inputValue(), '');
    await page.keyboard.press('Control+Shift+z');
    assert.equal(await field(page, 'VNet range').inputValue(), '172.20.0.0/16');
    await field(page, 'VNet range').fill('172.20.0.1/16');
    await page.getByRole('button', { name: 'Use 172.20.0.0/16' }).first().click();
    await button(page, 'Undo: Use 172.20.0.0/16').waitFor();
    await page.getByRole('combobox', { name: /^Preset/ }).selectOption('compact');
    await button(page, 'Apply').click();
    await button(page, 'Undo: Start from the preset compact').waitFor();
  }));

test('a field is found by what people call it', () =>
  stage.visit(async (page) => {
    for (const [text, id] of [['password', 'field-access.password'], ['vnet range', 'field-network.range'], ['Unit B: Trust', 'field-pair.b.trust'], ['banner', 'field-system.banner']]) {
      await page.keyboard.press('Escape');
      await page.getByLabel('Find a field').fill(text);
      await page.getByLabel('Find a field').press('Enter');
      await page.waitForFunction((id) => document.activeElement?.id === id, id);
    }
    const search = page.getByLabel('Find a field');
    await search.fill('quux');
    await page.getByText('No field is called so').waitFor();
    await search.press('Enter');
    await search.press('Tab');
    assert.equal(await search.inputValue(), 'quux', 'the text stays until a choice is made');
    await search.fill('trust');
    const labels = await page.getByRole('listbox', { name: 'Fields' }).getByRole('option').locator('b').allTextContents();
    assert.ok(labels[0].startsWith('Trust') && labels.every((label) => !label.startsWith('Banner')), labels.join(', '));
    // The list covers the first fields, so the press goes to one further down.
    await page.locator('[id="field-system.banner"]').click();
    await page.waitForFunction(() => document.activeElement.id === 'field-system.banner');
    assert.equal(await page.getByRole('listbox', { name: 'Fields' }).isVisible(), false);
  }));

test('a secret is a step of its own, and an unplannable range keeps the form', () =>
  stage.visit(async (page) => {
    await field(page, 'VNet range').fill('10.50.0.0/16');
    await field(page, 'Password').fill('Correct-horse-9');
    await button(page, 'Undo: Password').click();
    assert.equal(await field(page, 'Password').inputValue(), '');
    assert.equal(await field(page, 'VNet range').inputValue(), '10.50.0.0/16');
    await button(page, 'Redo: Password').click();
    assert.equal(await field(page, 'Password').inputValue(), 'Correct-horse-9');
    await field(page, 'VNet range').fill('10.50.0.0/28');
    await page.getByText('this is the last picture').waitFor();
    await page.locator('.picture .has-error').first().waitFor();
    assert.equal(await field(page, 'Trust range').getAttribute('placeholder'), '10.50.2.0/24');
    // An error in a folded place is announced where it is folded.
    await field(page, 'VNet range').fill('');
    const fold = page.locator('details', { has: page.getByLabel('Group id') }).locator('summary').first();
    await unfold(page);
    await field(page, 'Group id').fill('999');
    await fold.getByText('1 to fix').waitFor();
  }));

test('the introduction is there once, and away for good', () =>
  stage.visit(async (page) => {
    const introduction = page.getByRole('complementary', { name: 'Introduction' });
    await introduction.waitFor();
    await button(page, 'Got it').click();
    await introduction.waitFor({ state: 'hidden' });
    assert.equal(await focused(page), 'Design');
    await page.reload();
    await page.locator('#form').waitFor();
    assert.equal(await introduction.isVisible(), false);
  }));
