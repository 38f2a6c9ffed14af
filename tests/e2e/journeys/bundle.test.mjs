// From a form in the browser to files that agree: open, change the range, mend a finding, download.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { field, staged } from '../stage.mjs';
import { unzip } from '../unzip.mjs';

const stage = staged();

const range = (page) => field(page, 'VNet range');

async function download(page, name) {
  const [taken] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
  return { name: taken.suggestedFilename(), bytes: readFileSync(await taken.path()) };
}

const visit = (journey, options) => stage.visit(journey, options);

test('a finished example is on screen at once', () =>
  visit(async (page) => {
    assert.equal(await range(page).getAttribute('placeholder'), '10.0.0.0/16');
    await page.locator('.picture').getByText('10.0.3.100', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
  }));

test('a new range plans everything anew, in form and picture', () =>
  visit(async (page) => {
    await range(page).fill('172.20.0.0/16');
    await page.locator('.picture').getByText('172.20.3.100', { exact: true }).waitFor();
    assert.equal(await page.locator('.picture').getByText(/^10\.0\./).count(), 0);
    assert.equal(await field(page, 'Trust range').getAttribute('placeholder'), '172.20.2.0/24');
    const addresses = page.getByRole('group', { name: 'Unit A' });
    assert.equal(await addresses.getByLabel('Untrust', { exact: true }).getAttribute('placeholder'), '172.20.1.4');
  }));

test('a mistake is named at its field, stops the download, and its button mends it', () =>
  visit(async (page) => {
    await range(page).fill('10.0.1.5/16');
    await page.locator('.field-findings').getByText('expected an aligned block').waitFor();
    assert.equal(await range(page).getAttribute('aria-invalid'), 'true');
    const bundle = page.getByRole('button', { name: 'Download bundle' });
    assert.equal(await bundle.getAttribute('aria-disabled'), 'true');
    assert.match(await bundle.getAttribute('title'), /NET002/);
    await page.getByRole('button', { name: 'Use 10.0.0.0/16' }).first().click();
    assert.equal(await range(page).inputValue(), '10.0.0.0/16');
    assert.equal(await bundle.getAttribute('aria-disabled'), 'false');
  }));

test('every finding in the list leads to its field', () =>
  visit(async (page) => {
    await field(page, 'VM size').fill('Standard_D4s_v5');
    await page.getByRole('tab', { name: /Findings/ }).click();
    await page.getByRole('button', { name: 'Go to VM size' }).first().click();
    await page.waitForFunction(() => document.activeElement?.id === 'field-pair.size');
  }));

test('a part of the picture leads to its field, and a focused field marks its part', () =>
  visit(async (page) => {
    await page.locator('[data-field="network.untrust.range"]').click({ position: { x: 120, y: 12 } });
    await page.waitForFunction(() => document.activeElement?.id === 'field-network.untrust.range');
    await page.locator('[data-field="network.untrust.range"].is-focused').waitFor();
  }));

test('the downloaded files agree with each other and with the picture', () =>
  visit(async (page) => {
    await range(page).fill('172.20.0.0/16');
    await field(page, 'HA2 subnet').fill('ha2-subnet');
    const bundle = await download(page, 'Download bundle');
    assert.equal(bundle.name, 'fast-ha-bundle.zip');
    const files = unzip(bundle.bytes);
    const text = (path) => files.get(path).toString('utf8');
    const template = JSON.parse(text('azuredeploy.json'));
    const nics = template.resources.filter((resource) => resource.type.endsWith('/networkInterfaces'));
    const addressOf = (name) =>
      nics.find((nic) => nic.name === name).properties.ipConfigurations[0].properties.privateIPAddress;
    const svg = text('diagram.svg');
    const units = [
      ['VM1', 'vmseries-ha-primary', 'vmseries-ha-secondary'],
      ['VM2', 'vmseries-ha-secondary', 'vmseries-ha-primary'],
    ];
    for (const [directory, own, peer] of units) {
      const xml = text(`bootstrap/${directory}/config/bootstrap.xml`);
      assert.ok(xml.includes(`<entry name="${addressOf(`${own}-nic1`)}/24"/>`));
      assert.ok(xml.includes(`<entry name="${addressOf(`${peer}-nic1`)}/32"/>`));
      assert.ok(xml.includes(`<entry name="${addressOf(`${own}-nic2`)}/24"/>`));
      assert.ok(xml.includes(`<entry name="${addressOf(`${peer}-nic2`)}/32"/>`));
      assert.ok(xml.includes(`<peer-ip>${addressOf(`${peer}-nic0`)}</peer-ip>`));
      assert.ok(xml.includes(`<ip-address>${addressOf(`${own}-ha2`)}</ip-address>`));
      assert.ok(xml.includes(`<hostname>${own}</hostname>`));
      assert.ok(text(`bootstrap/${directory}/config/init-cfg.txt`).includes(`hostname=${own}\n`));
      for (const nic of ['nic0', 'nic1', 'nic2', 'ha2']) {
        assert.ok(svg.includes(`>${addressOf(`${own}-${nic}`)}<`), `${own}-${nic} is drawn`);
      }
      const inner = unzip(files.get(`bootstrap-${directory}.zip`));
      assert.deepEqual(
        [...inner.keys()],
        ['config/', 'config/bootstrap.xml', 'config/init-cfg.txt', 'content/', 'license/', 'software/'],
      );
      assert.equal(inner.get('config/bootstrap.xml').toString(), xml);
    }
  }));

test('the page and the command line make the same bytes', () =>
  visit(async (page) => {
    await range(page).fill('192.168.9.128/25');
    const bundle = await download(page, 'Download bundle');
    const folder = stage.folder();
    writeFileSync(join(folder, 'design.json'), unzip(bundle.bytes).get('design.json'));
    const zip = join(folder, 'bundle.zip');
    execFileSync('cargo', ['run', '--quiet', '--', 'build', join(folder, 'design.json'), '--zip', zip]);
    assert.deepEqual(readFileSync(zip), bundle.bytes);
  }));

test('a password is hashed into both packages and is found nowhere else', () =>
  visit(async (page) => {
    const password = 'Corr3ct-horse<&>"\'';
    await field(page, 'Password').fill(password);
    const { bytes } = await download(page, 'Download bundle');
    const files = unzip(bytes);
    const hashes = ['VM1', 'VM2'].map((directory) => {
      const xml = files.get(`bootstrap/${directory}/config/bootstrap.xml`).toString();
      return xml.match(/<phash>(\$5\$([^$<]{8})\$[^<]{43})<\/phash>/);
    });
    assert.equal(hashes[0][1], hashes[1][1]);
    const expected = execFileSync('openssl', ['passwd', '-5', '-salt', hashes[0][2], '-stdin'], { input: password });
    assert.equal(expected.toString().trim(), hashes[0][1]);
    for (const [path, content] of files) {
      assert.ok(!content?.includes(password), `${path} holds the password`);
      const published = !path.startsWith('bootstrap');
      if (published) assert.ok(!content?.includes(hashes[0][1]), `${path} holds the hash`);
    }
    const kept = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.ok(!kept.includes('Corr3ct'));
    assert.ok(!(await page.locator('.picture').innerHTML()).includes('Corr3ct'));
  }));

test('a design is saved, opened again, and a foreign file changes nothing', () =>
  visit(async (page) => {
    await range(page).fill('172.30.0.0/16');
    const saved = await download(page, 'Save');
    const design = JSON.parse(saved.bytes.toString());
    assert.deepEqual(design.fields, { 'network.range': '172.30.0.0/16' });
    const choose = (name, text) =>
      page.locator('#open-design').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    for (const text of ['{', '[]', '{"format":"fast-ha/9"}', '<svg onload=alert(1)>', '\u0000']) {
      await choose('foreign.json', text);
      await page.getByText('Not opened').waitFor();
      assert.equal(await range(page).inputValue(), '172.30.0.0/16');
      await page.getByRole('button', { name: 'Dismiss' }).click();
    }
    await choose('half.json', '{"format":"fast-ha/1","fields":{"network.name":"edge","network.range":7,"nope":"x"}}');
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText('Design opened').waitFor();
    assert.equal(await field(page, 'VNet name').inputValue(), 'edge');
    await page.getByRole('button', { name: 'Undo' }).click();
    assert.equal(await range(page).inputValue(), '172.30.0.0/16');
  }));

test('markup in a field is shown as text everywhere', () =>
  visit(async (page) => {
    const markup = '<img src=x onerror="window.hacked=1">';
    await field(page, 'VNet name').fill(markup);
    await page.locator('.field-findings').getByText(markup).waitFor();
    for (const name of ['Address plan', 'Files', 'Deploy', /Findings/, 'Diagram']) {
      await page.getByRole('tab', { name }).click();
    }
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  }));

test('a Deploy to Azure link needs a published URL, and repository pages become raw ones', () =>
  visit(async (page) => {
    const off = page.getByRole('button', { name: 'Deploy to Azure' });
    await page.locator('.delivery [title*="public https URL"]').waitFor();
    assert.match(await off.getAttribute('title'), /public https URL/);
    await field(page, 'Template URL').fill('https://github.com/o/r/blob/main/azuredeploy.json');
    const link = await page.getByRole('link', { name: 'Deploy to Azure' }).getAttribute('href');
    const raw = encodeURIComponent('https://raw.githubusercontent.com/o/r/main/azuredeploy.json');
    assert.equal(link, `https://portal.azure.com/#create/Microsoft.Template/uri/${raw}`);
    await field(page, 'Template URL').fill('http://example.com/azuredeploy.json');
    await page.getByText('expected https://').first().waitFor();
  }));

test('each file is shown with line numbers, copied and downloaded', () =>
  visit(async (page) => {
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('button', { name: /bootstrap\/VM1\/config\/init-cfg.txt/ }).click();
    await page.getByText('hostname=vmseries-ha-primary').waitFor();
    const numbers = await page.locator('.row').evaluateAll((rows) => rows.map((row) => getComputedStyle(row, '::before').content));
    assert.deepEqual(numbers.slice(0, 3), ['"1"', '"2"', '"3"']);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('File copied').waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^type=dhcp-client\n/);
    const file = await download(page, 'Download');
    assert.equal(file.name, 'init-cfg.txt');
  }));

test('typing is undone by field, by key and by button', () =>
  visit(async (page) => {
    await range(page).pressSequentially('10.9.0.0/16');
    await field(page, 'VNet name').fill('edge');
    await page.keyboard.press('Control+z');
    assert.equal(await field(page, 'VNet name').inputValue(), '');
    assert.equal(await range(page).inputValue(), '10.9.0.0/16');
    await page.keyboard.press('Control+z');
    assert.equal(await range(page).inputValue(), '');
    await page.getByRole('button', { name: 'Redo' }).click();
    assert.equal(await range(page).inputValue(), '10.9.0.0/16');
  }));
