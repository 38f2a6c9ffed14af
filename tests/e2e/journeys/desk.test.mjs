// The desk as a whole: the address plan's order and copies, paper, undo over everything, hostile texts in
// every field, files that are no designs, and what a screen reader hears.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { becomes, field, press, staged, unfold } from '../stage.mjs';

const stage = staged();

const visit = (journey, options) => stage.visit(journey, options);
const range = (page) => page.locator('[id="field-network.range"]');
const tab = (page, name) => page.getByRole('tab', { name }).click();
const choose = (page, buffer, name = 'x.json') =>
  page.locator('#open-design').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(buffer) });
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

test('the address plan is sorted by any column, and copied in the order that is shown', () =>
  visit(async (page) => {
    await page.locator('[id="field-network.trust.range"]').fill('10.0.10.0/24');
    await tab(page, 'Address plan');
    const column = (n) => page.locator('.desk .plan tbody tr').evaluateAll((rows, n) => rows.map((row) => row.children[n].textContent), n);
    const number = (address) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const planned = await column(1);
    await press(page, 'Address');
    const up = await column(1);
    const known = (all) => all.filter((address) => /^\d/.test(address));
    assert.deepEqual(known(up), known(planned).sort((a, b) => number(a) - number(b)));
    assert.ok(planned.includes('at deployment'), 'public addresses stand there too');
    assert.ok(up.indexOf('10.0.10.9') < up.indexOf('10.0.10.10'));
    assert.equal(await page.getByRole('columnheader', { name: 'Address' }).getAttribute('aria-sort'), 'ascending');
    await press(page, 'Address');
    assert.deepEqual(await column(1), [...up].reverse());
    await press(page, 'Copy as CSV');
    await page.getByText('Address plan copied').waitFor();
    assert.deepEqual((await clipboard(page)).trim().split('\n').slice(1).map((line) => line.split('","')[1]), [...up].reverse());
    await press(page, 'Copy for tickets');
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('Address plan of '));
    const [head, blank, ...table] = (await clipboard(page)).trimEnd().split('\n');
    assert.equal(head, 'Address plan of vmseries-ha-primary and vmseries-ha-secondary, VNet vmseries-ha-vnet 10.0.0.0/16');
    assert.equal(blank, '');
    assert.equal(table.length, planned.length + 1);
    await press(page, 'Address');
    assert.deepEqual(await column(1), planned, 'the third press brings the plan\'s order back');
    const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download CSV')]);
    assert.equal(taken.suggestedFilename(), 'address-plan.csv');
    assert.match(readFileSync(await taken.path(), 'utf8'), /^"What","Address"/);
  }));

test('every view prints as one sheet in light colours, on A4 and Letter', async () => {
  const sheet = (page) => page.locator('.printed').getByText(/^Opens this design/);
  for (const view of ['Diagram', 'Files', 'Findings']) {
    await visit(async (page) => {
      await tab(page, view);
      // A browser waits for nothing once it prints, so the words have to be there before.
      await becomes(page, async () => {
        await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
        const there = (await sheet(page).count()) === 1;
        await page.evaluate(() => dispatchEvent(new Event('afterprint')));
        return there;
      }, true);
      for (const format of ['A4', 'Letter']) {
        const pages = (await page.pdf({ format })).toString('latin1').match(/\/Type\s*\/Page[^s]/g);
        assert.equal(pages.length, 1, `${view} on ${format}`);
      }
      assert.equal(await page.locator('.printed').count(), 0, 'the sheet is gone after printing');
      await press(page, 'Save');
      await page.locator('.notice:visible').waitFor();
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await page.getByRole('heading', { name: /^Address plan of vmseries-ha-primary and / }).waitFor();
      assert.equal(await page.locator('.notice:visible').count(), 0, 'no confirmation on paper');
      const drawing = page.locator('.printed .diagram');
      await drawing.getByText('10.0.3.100', { exact: true }).waitFor();
      const [whole, seen] = await drawing.evaluate((svg) => [svg, svg.parentElement].map((one) => one.getBoundingClientRect().height));
      assert.ok(whole > 300 && whole <= seen + 1, `the drawing of ${whole} px is cut at ${seen} px`);
      for (const part of ['No open finding.', 'http tcp 80 -> 10.0.2.6', 'subnet lb-subnet', 'When the active unit dies']) {
        await page.locator('.printed .paper').getByText(part).first().waitFor();
      }
      await page.locator('.printed .qr').waitFor();
      assert.equal(await page.locator('button:visible, input:visible, select:visible, [role=tab]:visible').count(), 0, 'no control on paper');
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.printed')).color), 'rgb(24, 33, 43)');
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      assert.equal(await page.evaluate(() => document.documentElement.getAttribute('data-theme')), null);
    }, { colorScheme: 'dark' });
  }
});

test('undo and redo go over typing, a repair, a preset and an opened file', () =>
  visit(async (page) => {
    const states = [''];
    const now = async () => `${await range(page).inputValue()}|${await page.locator('#preset').inputValue()}`;
    states[0] = await now();
    await range(page).pressSequentially('10.7.0.1/16');
    states.push(await now());
    await page.getByRole('button', { name: 'Use 10.7.0.0/16' }).first().click();
    states.push(await now());
    await page.locator('#preset').selectOption('compact');
    await press(page, 'Start over');
    await press(page, 'Apply');
    states.push(await now());
    await choose(page, '{"format":"fast-ha/1","preset":"production","fields":{"network.range":"10.8.0.0/16"}}');
    await page.getByText('Design opened').waitFor();
    states.push(await now());
    assert.equal(new Set(states).size, 5, states.join(', '));
    for (const state of states.slice(0, -1).reverse()) {
      await page.keyboard.press('Control+z');
      await becomes(page, now, state);
    }
    for (const state of states.slice(1)) {
      await page.keyboard.press('Control+Shift+z');
      await becomes(page, now, state);
    }
  }));

test('markup in all text fields at once is shown as text in every view, and on paper', () =>
  visit(async (page) => {
    await unfold(page);
    const inputs = page.locator('#form input[id^="field-"], #form textarea[id^="field-"]');
    const ids = await inputs.evaluateAll((all) => all.filter((one) => !one.closest('.is-hidden')).map((one) => one.id));
    assert.ok(ids.length > 60, `${ids.length} fields`);
    for (const id of ids) {
      await page.locator(`[id="${id}"]`).evaluate((control) => {
        const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value');
        set.call(control, `<img src=x onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}'"`);
        control.dispatchEvent(new InputEvent('input', { bubbles: true }));
      });
    }
    for (const id of ['addresses', 'files', 'deploy', 'findings', 'diagram']) {
      await page.locator(`#tab-${id}`).click();
      await page.locator(`#panel-${id} > :visible`).first().waitFor();
      assert.equal(await page.locator('main img, main script').count(), 0, id);
    }
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('.printed img, .printed script').count(), 0);
    assert.equal(await page.evaluate(() => window.hit), undefined);
  }));

test('a file that is no design leaves the work as it was and says what is wrong', () =>
  visit(async (page) => {
    await range(page).fill('10.55.0.0/16');
    for (const [content, said] of [
      ['{"format":"fast-ha/1","fields":{"network.ra', /the design file is not JSON/],
      ['<html><body>not a design</body></html>', /this is XML/],
      ['just words', /the design file is not JSON/],
      ['[1,2,3]', /the design file is not a JSON object/],
      ['{"format":"fast-ha/2","fields":{}}', /has format fast-ha\/2, expected fast-ha\/1|has format `fast-ha\/2`, expected `fast-ha\/1`/],
      ['{"format":"fast-ha/1","fields":[]}', /`?fields`? is a list/],
      [`{"format":"fast-ha/1","x":"${'a'.repeat(10_000_000)}"}`, /the file has 11 MB, and 1 MB are read/],
      [`{"format":"<img src=x onerror=\\"window.hit=1\\">${'\\u0000'.repeat(20)}"}`, /has format/],
    ]) {
      await choose(page, content);
      const notice = page.locator('.notice', { hasText: /^Not opened: / });
      await notice.waitFor();
      assert.match(await notice.textContent(), said);
      assert.equal(await range(page).inputValue(), '10.55.0.0/16');
      await press(page, 'Dismiss');
    }
    assert.equal(await page.evaluate(() => window.hit), undefined);
  }));

test('what a screen reader hears: the count of findings politely, and nothing at a key that changes none', () =>
  visit(async (page) => {
    // The page's own clock is ours from its start: a timer that was set before could not be stopped later.
    await page.clock.install();
    await page.reload();
    await page.getByRole('button', { name: /^Ready/ }).waitFor();
    await page.evaluate(() => {
      window.heard = [];
      const tell = (records) => {
        for (const { target } of records) {
          const live = (target.nodeType === 1 ? target : target.parentElement)?.closest('[aria-live], [role=status], [role=alert]');
          if (live) window.heard.push(`${live.getAttribute('aria-live') ?? live.getAttribute('role')}: ${live.textContent}`);
        }
      };
      new MutationObserver(tell).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    // On the way the name ends in a hyphen, which everybody sees and nobody has to hear. The clock stands still
    // while it is typed, so that a slow machine makes no pause of it.
    await page.clock.pauseAt(Date.now() + 60_000);
    const seen = page.locator('.status [aria-hidden]');
    await field(page, 'VNet name').pressSequentially('edge-');
    await seen.getByText('1 thing to fix').waitFor();
    await field(page, 'VNet name').pressSequentially('vnet');
    await seen.getByText('Ready').waitFor();
    await page.clock.resume();
    // What follows a pause in typing has followed once the draft is kept.
    await page.waitForFunction(() => localStorage.getItem('fast-ha/draft')?.includes('edge-vnet'));
    const heard = () => page.evaluate(() => window.heard.splice(0));
    assert.deepEqual((await heard()).filter((one) => /to know|to fix|Ready/.test(one)), [], 'no key changed a finding');
    await range(page).fill('10.0.0.1/16');
    await page.getByRole('button', { name: /1 thing to fix/ }).waitFor();
    const said = (await heard()).filter((one) => /to know|to fix|Ready/.test(one));
    assert.ok(said.length >= 1 && said.every((one) => one.startsWith('polite: ')), said.join('\n'));
    assert.equal(await page.locator('.field-findings[aria-live], .finding[role=alert]').count(), 0);
    const described = await range(page).getAttribute('aria-describedby');
    assert.match(await page.evaluate((ids) => ids.split(' ').map((id) => document.getElementById(id)?.textContent).join(' '), described), /NET002/);
  }));
