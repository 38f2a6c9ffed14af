// A package of others, dropped or chosen: judged in the page alone, told with file and line, handed out as the command
// line tells it, and taken over once a person has seen what becomes of it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { end, open } from '../stage.mjs';
import { unzip } from '../unzip.mjs';

let stage;
let folder;
let bundle;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fast-ha-audit-'));
  stage = await open();
  await stage.visit(async (page) => {
    const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download bundle')]);
    bundle = readFileSync(await taken.path());
    writeFileSync(join(folder, 'bundle.zip'), bundle);
  });
});
after(async () => {
  rmSync(folder, { recursive: true });
  await end(stage);
});

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const range = (page) => page.locator('[id="field-network.range"]');
const report = (page) => page.locator('.audit');
const said = (page) => report(page).getByRole('status');

/** Drops files or folders as the system does, in the middle of the result. */
async function drop(page, ...files) {
  const box = await page.locator('#result').boundingBox();
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await devtools.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  }
  await devtools.detach();
}

/** The bundle as a folder in which a person has edited: no sums, no zips, and no design beside it. */
function edited(name, edit = (_, text) => text) {
  for (const [path, bytes] of unzip(bundle)) {
    if (!bytes || /SHA256SUMS|design\.json|\.zip$/.test(path)) continue;
    const to = join(folder, name, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, edit(path, bytes.toString('latin1')), 'latin1');
  }
  return join(folder, name);
}

/** A zip of one file. */
function zip(name, content) {
  const packed = deflateRawSync(content, { level: 9 });
  const sizes = Buffer.alloc(12);
  [crc32(content), packed.length, content.length].forEach((number, n) => sizes.writeUInt32LE(number, 4 * n));
  const length = Buffer.from([name.length, 0, 0, 0]);
  const common = Buffer.concat([Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]), sizes, length]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, Buffer.alloc(14), Buffer.from(name)]);
  const tail = Buffer.alloc(22);
  tail.write('PK\x05\x06');
  tail.writeUInt16LE(1, 8);
  tail.writeUInt16LE(1, 10);
  tail.writeUInt32LE(central.length, 12);
  tail.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, tail]);
}

async function download(page, name) {
  const [taken] = await Promise.all([page.waitForEvent('download'), press(page, name)]);
  return readFileSync(await taken.path(), 'utf8');
}

test('a bundle of ours gives no line, and the draft stays as it is', () =>
  stage.visit(async (page) => {
    await range(page).fill('10.99.0.0/16');
    await page.getByRole('tab', { name: 'Audit' }).click();
    for (const off of ['Markdown', 'JSON', 'Print', 'Clear', 'Take over']) {
      const button = page.getByRole('button', { name: off, exact: true });
      assert.equal(await button.getAttribute('title'), 'Drop or choose a package first', off);
    }
    await drop(page, join(folder, 'bundle.zip'));
    await said(page).getByText(/files read, 0 contradictions$/).waitFor();
    assert.equal(await report(page).locator('article').count(), 0);
    assert.equal(await range(page).inputValue(), '10.99.0.0/16');
    await press(page, 'Clear');
    await report(page).getByText(/nothing of them is stored or sent/).waitFor();
    await page.locator('#audit-folder').setInputFiles(edited('clean'));
    await said(page).getByText(/files read, 0 contradictions/).waitFor();
  }));

test('a planted mistake is told with both sides, file and line, in all formats, from a folder dropped anywhere', () =>
  stage.visit(async (page) => {
    const planted = edited('planted', (path, text) =>
      path.includes('VM2') ? text.replace('<group-id>1<', '<group-id>2<') : text);
    // Whatever view is open: a folder is no design.
    await drop(page, planted);
    const line = report(page).locator('article.is-error').first();
    await line.getByText(/group/).first().waitFor();
    assert.ok((await report(page).locator('article.is-error').count()) <= 3);
    const places = await line.locator('.places').textContent();
    assert.match(places, /planted\/bootstrap\/VM2\/config\/bootstrap\.xml:\d+/);
    assert.ok(await line.locator('.hint').isVisible());
    const json = JSON.parse(await download(page, 'JSON'));
    assert.ok(json.contradictions.some((one) => one.at.some((at) => at.path.includes('VM2') && at.line > 1)));
    const markdown = await download(page, 'Markdown');
    const told = () => execFileSync(process.env.FAST_HA ?? 'target/debug/fast-ha', ['audit', 'planted', '--format', 'markdown'], { cwd: folder, encoding: 'utf8' });
    if (process.env.FAST_HA) assert.equal(markdown, told());
    assert.match(markdown, /^# Audit\n/);
    // On paper the report stands alone, and nothing of it is folded.
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const paper = page.locator('.printed.is-report');
    await paper.getByText(/group/).first().waitFor();
    assert.equal(await paper.locator('details, .picture').count(), 0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  }));

test('what is hostile or no package ends in a clear sentence', () =>
  stage.visit(async (page) => {
    await page.getByRole('tab', { name: 'Audit' }).click();
    const zeros = zip('a', Buffer.alloc(15 << 20, '0'));
    for (let n = 0; n < 6; n += 1) writeFileSync(join(folder, `${n}.zip`), zeros);
    await drop(page, ...[0, 1, 2, 3, 4, 5].map((n) => join(folder, `${n}.zip`)));
    await said(page).getByText(/this is too much to judge: more than 67108864 bytes of all files/).waitFor();
    writeFileSync(join(folder, 'notes.txt'), 'nothing');
    await page.locator('#audit-files').setInputFiles(join(folder, 'notes.txt'));
    await said(page).getByText(/there is no template, no bootstrap file and no package here/).waitFor();
    // A name is text, whatever stands in it.
    writeFileSync(join(folder, '<img src=x onerror=alert(1)>.zip'), 'PK\x03\x04');
    await drop(page, join(folder, '<img src=x onerror=alert(1)>.zip'));
    await report(page).getByText(/<img src=x onerror=alert\(1\)>\.zip is no zip/).first().waitFor();
    assert.equal(await report(page).locator('img').count(), 0);
  }));

test('a package becomes the design once a person has seen it, and undo brings the former one back', () =>
  stage.visit(async (page) => {
    await range(page).fill('10.99.0.0/16');
    const moved = edited('moved', (_, text) => text.replaceAll('10.0.', '10.44.'));
    await drop(page, moved);
    await said(page).getByText(/files read/).waitFor();
    await press(page, 'Take over');
    const proposal = page.getByRole('group', { name: 'Take the package over' });
    await proposal.getByText(/taken over from .*moved/).waitFor();
    await proposal.locator('.picture').getByText('10.44.2.4', { exact: true }).waitFor();
    await proposal.getByText(/^Typed, as the package says it: \d+$/).click();
    await proposal.getByText(/^10\.44\.0\.0\/16|10\.44\.0\.0\/16 \(moved/).first().waitFor();
    await proposal.getByText(/^Chosen, the package says nothing: \d+$/).waitFor();
    await proposal.getByText(/building the design changes/).first().waitFor();
    // Nothing is replaced before it is confirmed.
    assert.equal(await range(page).inputValue(), '10.99.0.0/16');
    await press(page, 'Leave as it is');
    assert.equal(await range(page).inputValue(), '10.99.0.0/16');
    await press(page, 'Take over');
    await press(page, 'Apply');
    await page.waitForFunction(() => document.getElementById('field-network.range').value === '10.44.0.0/16');
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => document.getElementById('field-network.range').value === '10.99.0.0/16');
  }));
