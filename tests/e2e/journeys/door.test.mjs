// One door for whatever is dropped, pasted or chosen: our own files in any wrapping, what Azure tells of a VNet, and
// words for what is not ours.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { press, staged } from '../stage.mjs';

const stage = staged();

const range = (page) => page.locator('[id="field-network.range"]');
const holds = (page, value) => page.waitForFunction((wanted) => document.getElementById('field-network.range').value === wanted, value);

const choose = (page, buffer, name = 'file') =>
  page.locator('#open-design').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(buffer) });

/** What a drag from the desktop does, step by step. */
const drag = (page, type, text = null) =>
  page.evaluate(([kind, content]) => {
    const dataTransfer = new DataTransfer();
    if (content !== null) dataTransfer.items.add(new File([content], 'x'));
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }, [type, text]);

const paste = (page, text) =>
  page.evaluate((content) => {
    document.activeElement.blur();
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', content);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, text);

const VNET = JSON.stringify({
  name: 'hub-vnet',
  resourceGroup: 'hub-rg',
  addressSpace: { addressPrefixes: ['10.60.0.0/20'] },
  subnets: [
    { name: 'GatewaySubnet', addressPrefix: '10.60.15.0/27' },
    { name: 'fw-mgmt', addressPrefix: '10.60.0.0/27' },
    { name: 'fw-untrust', addressPrefix: '10.60.0.32/27' },
    { name: 'fw-trust', addressPrefix: '10.60.0.64/27' },
    { name: 'fw-lb', addressPrefix: '10.60.0.96/27' },
    { name: 'apps', addressPrefix: '10.60.4.0/24' },
  ],
  virtualNetworkPeerings: [{ name: 'to-spoke', remoteAddressSpace: { addressPrefixes: ['10.61.0.0/16'] } }],
});

test('our own bundle opens the design that it was made of', () =>
  stage.visit(async (page) => {
    await range(page).fill('10.77.0.0/16');
    const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download bundle')]);
    const zip = readFileSync(await taken.path());
    await range(page).fill('10.78.0.0/16');
    await choose(page, zip, 'bundle.zip');
    // Nothing that somebody typed is replaced without a look.
    await page.getByRole('group', { name: 'Open a design' }).getByRole('row', { name: /VNet range 10\.78\.0\.0\/16 10\.77\.0\.0\/16/ }).waitFor();
    await press(page, 'Apply');
    await holds(page, '10.77.0.0/16');
  }));

test('what az network vnet show tells becomes a design into that VNet, by a paste', () =>
  stage.visit(async (page) => {
    await paste(page, VNET);
    const likely = { 'fw-mgmt': 'management', 'fw-untrust': 'untrust', 'fw-trust': 'trust', 'fw-lb': 'balancer', apps: 'workload' };
    for (const [subnet, role] of Object.entries(likely)) {
      assert.equal(await page.getByLabel(`subnet ${subnet}`).inputValue(), role);
    }
    await page.getByText(/GatewaySubnet 10\.60\.15\.0\/27: .*taken over/).waitFor();
    await page.getByText(/Peering to-spoke: 10\.61\.0\.0\/16/).waitFor();
    await press(page, 'Apply');
    await holds(page, '10.60.0.0/20');
    const values = { 'network.name': 'hub-vnet', 'network.resource_group': 'hub-rg', 'network.trust.range': '10.60.0.64/27', 'network.balancer.name': 'fw-lb', 'network.peered': '10.61.0.0/16' };
    for (const [key, value] of Object.entries(values)) {
      await page.evaluate((to) => { location.hash = `field=${to}`; }, key);
      assert.equal(await page.locator(`[id="field-${key}"]`).inputValue(), value, key);
    }
    assert.equal(await page.getByLabel('Name of workload 1').inputValue(), 'GatewaySubnet');
    assert.equal(await page.getByLabel('Name of workload 2').inputValue(), 'apps');
    assert.equal(await page.locator('.status').textContent().then((text) => /to fix/.test(text)), false);
  }));

test('of several VNets one is chosen, and what each of its subnets is', () =>
  stage.visit(async (page) => {
    const spoke = { name: 'spoke', resourceGroup: 'spoke-rg', addressSpace: { addressPrefixes: ['10.70.0.0/16'] }, subnets: [{ name: 'one', addressPrefix: '10.70.0.0/24' }] };
    await paste(page, JSON.stringify([spoke, JSON.parse(VNET)]));
    const proposal = page.getByRole('group', { name: 'Place the pair into an existing VNet' });
    await proposal.getByText(/things? would then be left to fix/).waitFor();
    await page.getByLabel('vnet', { exact: true }).selectOption('hub-vnet');
    const role = page.getByLabel('subnet apps');
    await role.selectOption('trust');
    // Two subnets cannot be the same part of the pair; the keyboard stays where the choice was made.
    await page.waitForFunction(() => document.getElementById('subnet fw-trust')?.value === 'workload');
    await page.waitForFunction(() => document.activeElement.id === 'subnet apps');
    await press(page, 'Apply');
    await holds(page, '10.60.0.0/20');
    await page.evaluate(() => { location.hash = 'field=network.trust.name'; });
    assert.equal(await page.locator('[id="field-network.trust.name"]').inputValue(), 'apps');
  }));

test('a drag shows where to drop, and a part of a package is judged and changes nothing', () =>
  stage.visit(async (page) => {
    await drag(page, 'dragover');
    assert.match(await page.evaluate(() => getComputedStyle(document.body, '::after').content), /Drop a design/);
    await drag(page, 'drop', '<?xml version="1.0"?><config/>');
    const said = page.locator('.audit').getByRole('status');
    await said.getByText(/there is no template, no bootstrap file and no package here/).waitFor();
    assert.equal(await page.evaluate(() => document.body.classList.contains('takes-files')), false);
    await press(page, 'Clear');
    await page.getByRole('tab', { name: 'Diagram' }).click();
    await drag(page, 'drop', '{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","resources":[]}');
    await said.getByText('1 files read, 0 contradictions').waitFor();
    await page.getByRole('tab', { name: 'Diagram' }).click();
    await drag(page, 'drop', 'PK\u0003\u0004');
    await page.getByText(/Not opened: this archive cannot be read/).waitFor();
    assert.equal(await range(page).inputValue(), '');
  }));

test('a netmask and a size as people say it are read as what they mean', () =>
  stage.visit(async (page) => {
    await range(page).fill('10.40.0.0 255.255.0.0');
    await page.locator('.picture').getByText('10.40.2.4', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Use 10.40.0.0/16' }).first().click();
    assert.equal(await range(page).inputValue(), '10.40.0.0/16');
    await page.evaluate(() => { location.hash = 'field=pair.size'; });
    // Who is led to a field types once the focus is there.
    await page.locator('[id="field-pair.size"]:focus').waitFor();
    await page.locator('[id="field-pair.size"]').fill('D8s_v5');
    await page.getByRole('button', { name: 'Use Standard_D8s_v5' }).first().click();
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
  }));
