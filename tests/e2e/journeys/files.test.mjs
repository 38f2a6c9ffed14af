// The files as people read them: coloured lines, values that lead to their field, changes, search, size.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { field, press, staged, unfold } from '../stage.mjs';
import { unzip } from '../unzip.mjs';

const stage = staged();

const files = (page) => page.getByRole('tab', { name: 'Files' }).click();
const choose = (page, path) => page.getByRole('list', { name: 'Files' }).getByRole('button').filter({ hasText: path }).first().click();
const code = (page) => page.getByRole('region', { name: /^Text of / });

async function saved(page) {
  const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
  return readFileSync(await taken.path(), 'utf8');
}

/** The lines in the document, by their number. */
const shown = (page) =>
  code(page).evaluate((region) => [...region.querySelectorAll('.row')].map((row) => [Number(row.dataset.line), row.textContent]));

/** Whether the lines in the document fill what can be seen of them. */
const inView = (path) => {
  const region = document.querySelector(`[aria-label="Text of ${path}"]`);
  // While there is no file nothing has its name.
  if (!region) return false;
  const rows = [...region.querySelectorAll('.row')].map((row) => row.getBoundingClientRect());
  const { top, bottom } = region.getBoundingClientRect();
  const room = Math.min(bottom, region.querySelector('.code-lines').getBoundingClientRect().bottom);
  const line = rows[0]?.height ?? 0;
  return rows.length > 0 && rows[0].top < top + 2 * line && rows.at(-1).bottom > room - 2 * line;
};

test('what is shown is what is downloaded, line by line, however far one scrolls', () =>
  stage.visit(async (page) => {
    await files(page);
    for (const path of ['azuredeploy.json', 'deploy.sh', 'SHA256SUMS', 'README.md']) {
      await choose(page, path);
      await code(page).and(page.getByLabel(`Text of ${path}`)).waitFor();
      const lines = (await saved(page)).split('\n');
      for (const part of [0, 0.5, 1]) {
        await code(page).evaluate((region, part) => (region.scrollTop = region.scrollHeight * part), part);
        await page.waitForFunction(inView, path);
        for (const [n, text] of await shown(page)) {
          const line = lines[n - 1];
          const long = [...line].length > 1000;
          assert.equal(long ? text.slice(0, 900) : text, long ? line.slice(0, 900) : line, `${path} line ${n}`);
        }
      }
    }
  }));

test('a file keeps its place, and is not blank, when a whole range is typed anew', () =>
  stage.visit(async (page) => {
    await files(page);
    await page.waitForFunction(inView, 'azuredeploy.json');
    await code(page).evaluate((region) => (region.scrollTop = 8000));
    await page.waitForFunction(inView, 'azuredeploy.json');
    for (const range of ['10.88.0.0/16', '172.20.0.0/16']) {
      // On the way no range can be read, and there is no file.
      await field(page, 'VNet range').fill('');
      await field(page, 'VNet range').pressSequentially(range);
      await page.locator('.row', { hasText: range.split('.0.0')[0] }).first().waitFor();
      await page.waitForFunction(inView, 'azuredeploy.json');
    }
  }));

test('a file of the list keeps its place and the focus while its size and its changes follow', () =>
  stage.visit(async (page) => {
    await files(page);
    const file = page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /azuredeploy\.json/ });
    await file.focus();
    await page.evaluate(() => {
      document.activeElement.dataset.stays = 'yes';
      const input = document.getElementById('field-network.range');
      input.value = '10.88.0.0/16';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await file.and(page.getByRole('button', { name: /[1-9]\d* lines new/ })).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.stays), 'yes');
  }));

test('a value leads to the rule that chose it and to its field', () =>
  stage.visit(async (page) => {
    await field(page, 'Untrust range').fill('10.0.9.0/24');
    await files(page);
    await choose(page, 'bootstrap/VM1/config/bootstrap.xml');
    await code(page).getByRole('button', { name: '10.0.9.4', exact: true }).first().click();
    const why = page.getByRole('region', { name: 'Where it comes from' });
    const steps = why.getByRole('listitem');
    await steps.nth(2).waitFor();
    assert.match(await steps.nth(0).textContent(), /10\.0\.9\.4: address of vmseries-ha-primary untrust; chosen/);
    assert.match(await steps.nth(1).textContent(), /10\.0\.9\.0\/24: range of untrust-subnet; typed/);
    assert.match(await steps.nth(2).textContent(), /10\.0\.0\.0\/16: range of vmseries-ha-vnet/);
    await why.getByRole('button', { name: 'Go to Untrust range' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'field-network.untrust.range');
    // A number by the name beside it.
    await page.getByLabel('Search', { exact: true }).fill('group-id');
    await page.getByLabel('Search', { exact: true }).press('Enter');
    await page.getByLabel('Search', { exact: true }).fill('');
    await code(page).locator('.row', { hasText: '<group-id>' }).getByRole('button', { name: '1', exact: true }).click();
    await why.getByRole('button', { name: 'Go to Group id' }).waitFor();
  }));

test('values are reached with the keyboard alone', () =>
  stage.visit(async (page) => {
    await files(page);
    await choose(page, 'init-cfg.txt');
    await code(page).and(page.getByLabel(/init-cfg\.txt$/)).focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'vmseries-ha-primary');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), '168.63.129.16');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Where it comes from' }).getByText('VM; ').waitFor();
    await page.keyboard.press('Escape');
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^Text of /);
  }));

test('changed lines are marked against the preset, an opened design, or now', () =>
  stage.visit(async (page) => {
    await files(page);
    const changes = page.locator('.changes');
    await page.waitForFunction(() => document.querySelector('.changes')?.textContent === 'no changes');
    await field(page, 'VNet range').fill('172.20.0.0/16');
    await page.waitForFunction(() => /^\d+ changes$/.test(document.querySelector('.changes').textContent));
    await press(page, 'Next change');
    await page.locator('.row.is-current.is-new').waitFor();
    assert.match(await changes.textContent(), /^1 of \d+$/);
    await press(page, 'Previous change');
    assert.match(await changes.textContent(), /^(\d+) of \1$/);
    await page.locator('.row.is-current').waitFor();
    await field(page, 'Compared with').selectOption('now');
    await page.waitForFunction(() => document.querySelector('.changes').textContent === 'no changes');
    assert.equal(await page.locator('.row.is-new').count(), 0);
    await field(page, 'VNet name').fill('edge');
    await page.waitForFunction(() => /change/.test(document.querySelector('.changes').textContent) && document.querySelector('.changes').textContent !== 'no changes');
    const design = { format: 'fast-ha/1', preset: 'reference', fields: { 'network.name': 'hub' } };
    await page.getByLabel('Design file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(design)) });
    await press(page, 'Apply');
    await page.waitForFunction(() => document.querySelector('.changes').textContent === 'no changes');
    await field(page, 'VNet name').fill('hub2');
    await page.waitForFunction(() => /\d+ changes/.test(document.querySelector('.changes').textContent));
  }));

test('search counts lines, walks them both ways and marks them', () =>
  stage.visit(async (page) => {
    await files(page);
    const lines = (await saved(page)).split('\n').filter((line) => line.toLowerCase().includes('nic1')).length;
    const search = page.getByLabel('Search', { exact: true });
    await search.fill('NIC1');
    const count = page.getByText(`${lines} lines`, { exact: true });
    await count.waitFor();
    await search.press('Enter');
    await page.getByText(`1 of ${lines}`, { exact: true }).waitFor();
    await search.press('Enter');
    await page.getByText(`2 of ${lines}`, { exact: true }).waitFor();
    await search.press('Shift+Enter');
    await page.getByText(`1 of ${lines}`, { exact: true }).waitFor();
    assert.equal((await page.locator('.row.is-current mark').first().textContent()).toLowerCase(), 'nic1');
    await search.fill('no such text');
    await page.getByText('no lines', { exact: true }).waitFor();
  }));

test('the largest design scrolls with few lines in the document', () =>
  stage.visit(async (page) => {
    const services = Array.from({ length: 140 }, (_, n) => `service-${n} tcp ${2000 + n} -> 10.0.2.6`).join('\n');
    await files(page);
    await unfold(page);
    await page.getByLabel('Published services', { exact: true }).fill(services);
    await choose(page, 'bootstrap/VM2/config/bootstrap.xml');
    await code(page).and(page.getByLabel(/VM2\/config\/bootstrap\.xml$/)).waitFor();
    const total = (await saved(page)).trimEnd().split('\n').length;
    assert.ok(total > 4000, `${total} lines`);
    const longest = await code(page).evaluate(async (region) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      let longest = 0;
      let last = await frame();
      for (let top = 0; top < region.scrollHeight; top += 400) {
        region.scrollTop = top;
        const now = await frame();
        longest = Math.max(longest, now - last);
        last = now;
      }
      return longest;
    });
    console.log(`scrolling ${total} lines: longest frame ${longest.toFixed(0)} ms (goal: 50)`);
    await page.waitForFunction(inView, 'bootstrap/VM2/config/bootstrap.xml');
    const rows = await shown(page);
    assert.ok(rows.length < 160, `${rows.length} lines in the document`);
    assert.equal(rows.at(-1)[0], total);
  }));

test('markup in a field is text in the files', () =>
  stage.visit(async (page) => {
    await unfold(page);
    await field(page, 'Login banner').fill('<img src=x onerror="window.hit=1"><script>window.hit=1</script>');
    await files(page);
    await choose(page, 'bootstrap/VM1/config/bootstrap.xml');
    await page.getByLabel('Search', { exact: true }).fill('onerror');
    await page.getByLabel('Search', { exact: true }).press('Enter');
    await page.locator('.row.is-current', { hasText: '&lt;img src=x' }).waitFor();
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.locator('.panel img, .panel script').count(), 0);
  }));

test('the list counts lines against what was chosen, also the last bundle, and says the differences in words', () =>
  stage.visit(async (page) => {
    await page.getByRole('tab', { name: 'Files' }).click();
    const lines = page.locator('.file .lines');
    const file = page.getByRole('button', { name: /bootstrap\/VM1\/config\/init-cfg\.txt/ });
    await file.waitFor();
    assert.equal(await lines.count(), 0, 'nothing differs from the preset');
    await page.evaluate(() => { location.hash = 'field=pair.a.name'; });
    await page.locator('[id="field-pair.a.name"]').fill('edge-a');
    await file.getByText('+1 −1').waitFor();
    await page.getByRole('button', { name: 'In words' }).click();
    await page.getByText('is edge-a, was automatic').waitFor();
    await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download bundle' }).click()]);
    await page.getByLabel('Compared with').selectOption('taken');
    await page.waitForFunction(() => !document.querySelector('.file .lines'));
    await page.getByText('Both designs are the same.').waitFor();
  }));

test('the whole bundle is copied for a shell, without secrets', () =>
  stage.visit(async (page) => {
    await page.evaluate(() => { location.hash = 'field=access.password'; });
    await page.locator('[id="field-access.password"]').fill('Corr3ct-horse-battery');
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('button', { name: 'Copy all for a shell' }).click();
    await page.getByText('Bundle without secrets copied').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const folder = stage.folder();
    execFileSync('bash', ['-c', text.replace(/unzip[^\n]*\n/, '')], { cwd: folder });
    const files = unzip(readFileSync(`${folder}/fast-ha-bundle.zip`));
    assert.match(files.get('bootstrap/VM1/config/bootstrap.xml').toString(), /<phash>\*<\/phash>/);
  }));
