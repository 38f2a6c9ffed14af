// The diagram under the hand: zoom, pan, fit, keys; parts and fields; what is taken along; what it looks like.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { becomes, field, press, staged, unfold } from '../stage.mjs';

const stage = staged();

const frame = (page) => page.getByRole('region', { name: 'Picture of the network' });
const scale = (page) => page.getByRole('status', { name: 'Scale' });
const part = (page, title) => frame(page).getByRole('button', { name: title });
const percent = async (page) => Number((await scale(page).textContent()).replace(' %', ''));
const said = (page, text) => page.getByText(text, { exact: true }).waitFor();
const scrolled = (page) => frame(page).evaluate((one) => [one.scrollLeft, one.scrollTop]);
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Where a part is on the screen, as a share of the frame's own place. */
const middle = (locator) =>
  locator.evaluate((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  });

async function download(page, name) {
  const [taken] = await Promise.all([page.waitForEvent('download'), press(page, name)]);
  return [taken.suggestedFilename(), readFileSync(await taken.path())];
}

test('buttons and keys zoom in steps, and fit brings the whole picture back', () =>
  stage.visit(async (page) => {
    const fitted = await percent(page);
    assert.ok(fitted > 20 && fitted < 100, `${fitted}`);
    await press(page, 'Zoom in');
    const once = await percent(page);
    assert.ok(once > fitted);
    await frame(page).focus();
    await page.keyboard.press('+');
    assert.ok((await percent(page)) > once);
    await page.keyboard.press('-');
    assert.equal(await percent(page), once);
    await page.keyboard.press('0');
    assert.equal(await percent(page), fitted);
    for (let n = 0; n < 14; n += 1) await press(page, 'Zoom in');
    assert.equal(await percent(page), 400, 'there is an end');
    await press(page, 'Fit');
    const inside = await frame(page).evaluate((one) => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight + 1);
    assert.ok(inside, 'fitted, nothing is left to scroll');
    for (let n = 0; n < 14; n += 1) await press(page, 'Zoom out');
    assert.equal(await percent(page), 25);
    await field(page, 'VNet name').fill('a+b-0');
    assert.equal(await percent(page), 25, 'keys in a field are typed');
  }));

test('Ctrl and wheel zoom around the pointer, the wheel alone scrolls', () =>
  stage.visit(async (page) => {
    // A picture that is narrower than its frame has nowhere to go, and comes there as soon as it can.
    const chip = part(page, /secondary untrust: 10\.0\.1\.5/);
    const [x, y] = await middle(chip);
    const before = await percent(page);
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    for (let n = 0; n < 5; n += 1) await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await page.waitForFunction((before) => parseInt(document.querySelector('output').textContent, 10) > before * 2, before);
    await settled(page);
    const [x2, y2] = await middle(chip);
    assert.ok(Math.hypot(x - x2, y - y2) < 6, `${x},${y} went to ${x2},${y2}`);
    const now = await percent(page);
    const [, top] = await scrolled(page);
    await page.mouse.wheel(0, 120);
    await page.waitForFunction((top) => document.querySelector('.picture').scrollTop > top, top);
    assert.equal(await percent(page), now);
    assert.equal(await page.evaluate(() => window.devicePixelRatio), 1, 'the page itself is not zoomed');
  }));

test('a drag and the arrow keys pan, and a drag presses nothing', () =>
  stage.visit(async (page) => {
    for (let n = 0; n < 4; n += 1) await press(page, 'Zoom in');
    const [left, top] = await scrolled(page);
    const box = await frame(page).boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 90, box.y + box.height / 2 - 70, { steps: 5 });
    await page.mouse.up();
    assert.deepEqual(await scrolled(page), [left + 90, top + 70]);
    assert.equal(await page.evaluate(() => document.activeElement?.id.startsWith('field-')), false);
    await frame(page).focus();
    // One after the other: a scroll that is under way ends where the next one begins.
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((left) => document.querySelector('.picture').scrollLeft > left, left + 90);
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((top) => document.querySelector('.picture').scrollTop > top, top + 70);
    await part(page, /^Subnet trust-subnet/).click({ position: { x: 150, y: 14 } });
    await page.waitForFunction(() => document.activeElement?.id === 'field-network.trust.range');
  }));

test('typing redraws the picture and keeps scale and place', () =>
  stage.visit(async (page) => {
    for (let n = 0; n < 4; n += 1) await press(page, 'Zoom in');
    await frame(page).evaluate((one) => one.scrollTo(120, 160));
    const before = [await percent(page), await scrolled(page)];
    await field(page, 'VNet range').fill('172.20.0.0/16');
    await frame(page).getByText('172.20.1.4', { exact: true }).waitFor();
    assert.deepEqual([await percent(page), await scrolled(page)], before);
  }));

test('on a phone the picture starts whole, two fingers zoom it, and then it scrolls', async () => {
  const { page, record, close } = await stage.page({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await press(page, 'Result');
  const start = await percent(page);
  assert.ok(await frame(page).evaluate((one) => one.scrollWidth <= one.clientWidth), 'the whole picture');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the page itself does not scroll sideways');
  await frame(page).evaluate((one) => one.scrollIntoView({ block: 'center' }));
  const box = await frame(page).boundingBox();
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const client = await page.context().newCDPSession(page);
  const touch = (type, points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  await touch('touchStart', [[x - 40, y], [x + 40, y]]);
  for (let n = 1; n <= 6; n += 1) await touch('touchMove', [[x - 40 - 8 * n, y], [x + 40 + 8 * n, y]]);
  await touch('touchEnd', []);
  await page.waitForFunction((start) => parseInt(document.querySelector('output').textContent, 10) > start * 1.5, start);
  assert.equal(await page.evaluate(() => window.visualViewport.scale), 1, 'the page itself is not zoomed');
  const [left] = await scrolled(page);
  await touch('touchStart', [[x, y]]);
  for (let n = 1; n <= 8; n += 1) await touch('touchMove', [[x - 10 * n, y]]);
  await touch('touchEnd', []);
  await page.waitForFunction((left) => document.querySelector('.picture').scrollLeft > left + 20, left);
  await press(page, 'Fit');
  assert.ok((await percent(page)) < 40);
  await part(page, /primary untrust: 10\.0\.1\.4/).tap();
  await page.waitForFunction(() => document.activeElement?.id === 'field-pair.a.untrust');
  assert.deepEqual([record.foreign, record.complaints], [[], []]);
  await close();
});

test('every part leads to its field, by pointer and by key', () =>
  stage.visit(async (page) => {
    const parts = await frame(page).getByRole('button').all();
    assert.ok(parts.length > 25, `${parts.length} parts`);
    for (const one of parts) {
      const key = await one.getAttribute('data-field');
      await one.focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction((key) => document.activeElement?.id === `field-${key}`, key);
    }
    await field(page, 'VM size').fill('Standard_D8s_v5');
    await frame(page).getByText('Standard_D8s_v5, PAN-OS 11.1', { exact: true }).first().waitFor();
    await part(page, /^Subnet mgmt-subnet/).focus();
    await page.keyboard.press('Control+z');
    await frame(page).getByText('Standard_D8s_v5, PAN-OS 11.1', { exact: true }).first().waitFor({ state: 'detached' });
    await becomes(page, () => page.evaluate(() => document.activeElement?.getAttribute('data-field')), 'network.management.range');
    await part(page, /^Public load balancer/).click({ position: { x: 60, y: 8 } });
    await page.waitForFunction(() => document.activeElement?.id === 'field-balance.public.name');
    await part(page, /^HA2, UDP 29281/).click({ position: { x: 10, y: 5 } });
    await page.waitForFunction(() => document.activeElement?.id === 'field-ha.keep_alive');
  }));

test('a focused field marks each part that shows it', () =>
  stage.visit(async (page) => {
    const marked = () => frame(page).locator('.is-focused').evaluateAll((all) => all.map((one) => one.getAttribute('data-field')));
    await field(page, 'Untrust range').focus();
    await becomes(page, marked, ['network.untrust.range']);
    await field(page, 'Untrust subnet').focus();
    await becomes(page, marked, ['network.untrust.range'], 'the name belongs to the same part');
    await field(page, 'VM size').focus();
    await becomes(page, marked, ['pair.a.name', 'pair.b.name']);
    await field(page, 'VM size').fill('Standard_D16s_v5');
    await frame(page).getByText('Standard_D16s_v5, PAN-OS 11.1', { exact: true }).first().waitFor();
    await becomes(page, marked, ['pair.a.name', 'pair.b.name'], 'a new drawing keeps the marks');
  }));

test('findings mark their parts, and markup in a name is text', () =>
  stage.visit(async (page) => {
    await field(page, 'Untrust range').fill('10.0.0.0/30');
    const marked = frame(page).locator('.has-error[data-field="network.untrust.range"]').first();
    await marked.waitFor();
    const [area, badge] = await marked.evaluate((one) => [getComputedStyle(one.querySelector('.area')).stroke, getComputedStyle(one.querySelector('.badge')).fill]);
    assert.equal(badge, 'rgb(179, 38, 30)');
    assert.notEqual(area, 'rgb(168, 67, 26)', 'no longer the colour of its zone');
    await part(page, /^Subnet untrust-subnet .*, has an error$/).waitFor();
    await field(page, 'Untrust range').fill('');
    await frame(page).locator('.has-error').waitFor({ state: 'detached' });
    // Azure's names cannot carry markup; a probe's path can.
    await unfold(page);
    await field(page, 'Probe protocol').selectOption('https');
    await field(page, 'Probe path').fill('/<img/src=x/onerror="hit=1">');
    await frame(page).locator('text', { hasText: 'probe HTTPS 443 /<i' }).first().waitFor();
    const [, svg] = await download(page, 'Download SVG');
    assert.match(svg.toString(), /\/&lt;img\/src=x/);
    assert.equal(await frame(page).locator('img').count(), 0);
    assert.equal(await page.evaluate(() => window.hit), undefined);
  }));

test('the SVG is the command line\'s, byte for byte, and carries nothing that runs', () =>
  stage.visit(async (page) => {
    await field(page, 'VNet range').fill('172.20.0.0/16');
    await field(page, 'VM size').fill('Standard_D8s_v5');
    await field(page, 'Password').fill('Corr3ct-Horse-Battery');
    const [name, svg] = await download(page, 'Download SVG');
    assert.equal(name, 'diagram.svg');
    const design = join(stage.folder(), 'design.json');
    const fields = { 'network.range': '172.20.0.0/16', 'pair.size': 'Standard_D8s_v5' };
    writeFileSync(design, JSON.stringify({ format: 'fast-ha/1', preset: 'reference', fields }));
    const wanted = execFileSync('cargo', ['run', '--quiet', '--', 'diagram', design]);
    assert.ok(svg.equals(wanted), 'the same bytes');
    assert.doesNotMatch(svg.toString(), /Corr3ct|<script|href|onload|data-field|var\(--[a-z-]+\)/);
    await press(page, 'Copy SVG');
    await said(page, 'Diagram as SVG text copied');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), svg.toString());
  }));

test('the PNG has twice the size of the picture and shows it', () =>
  stage.visit(async (page) => {
    const [, svg] = await download(page, 'Download SVG');
    const [, width, height] = svg.toString().match(/viewBox="0 0 (\d+) (\d+)"/).map(Number);
    const [name, png] = await download(page, 'Download PNG');
    await said(page, 'Diagram as PNG handed to the browser; if no file comes, the browser blocks downloads');
    assert.equal(name, 'diagram.png');
    assert.equal(png.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * width, 2 * height]);
    await press(page, 'Copy PNG');
    await said(page, 'Diagram copied as PNG');
    for (const size of [3, 1, 2]) {
      await page.getByTitle('Size of the PNG').click();
      const [, sized] = await download(page, 'Download PNG');
      assert.deepEqual([sized.readUInt32BE(16), sized.readUInt32BE(20)], [size * width, size * height]);
    }
    // The clipboard may write the file anew; what it shows is the same.
    const colours = (bytes) =>
      page.evaluate(async (bytes) => {
        const blob = bytes ? new Blob([new Uint8Array(bytes)]) : await (await navigator.clipboard.read())[0].getType('image/png');
        const image = await createImageBitmap(blob);
        const canvas = new OffscreenCanvas(image.width, image.height);
        const pen = canvas.getContext('2d');
        pen.drawImage(image, 0, 0);
        const seen = new Map();
        const { data } = pen.getImageData(0, 0, image.width, image.height);
        for (let n = 0; n < data.length; n += 4) {
          const colour = `${data[n]},${data[n + 1]},${data[n + 2]},${data[n + 3]}`;
          seen.set(colour, (seen.get(colour) ?? 0) + 1);
        }
        return { size: [image.width, image.height], seen: Object.fromEntries(seen) };
      }, bytes);
    const [file, copied] = [await colours([...png]), await colours(null)];
    assert.deepEqual(copied.size, [2 * width, 2 * height]);
    assert.deepEqual(copied.seen, file.seen);
    for (const colour of ['255,255,255,255', '252,236,227,255', '228,243,234,255', '238,235,251,255']) {
      assert.ok(file.seen[colour] > 10_000, `${colour}: paper and zones are there`);
    }
    assert.ok(Object.keys(file.seen).length > 100, 'letters are smooth');
  }, { colorScheme: 'dark' }));

test('what cannot be copied or downloaded says why', () =>
  stage.visit(async (page) => {
    await page.evaluate(() => delete window.ClipboardItem);
    await press(page, 'Copy PNG');
    await said(page, 'This browser copies no images: SVG text copied');
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^<svg /);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await press(page, 'Copy SVG');
    await said(page, 'Not copied: the clipboard works only on pages loaded over https');
    await page.evaluate(() => (HTMLCanvasElement.prototype.toBlob = function (done) { done(null); }));
    await press(page, 'Download PNG');
    await said(page, 'Not downloaded: the image is too large');
    // What is wrong is marked in a picture that leaves, and what cannot be planned is no picture.
    await field(page, 'Untrust range').fill('10.0.0.0/30');
    await page.locator('.picture .has-error').first().waitFor();
    const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download SVG')]);
    assert.match(readFileSync(await taken.path(), 'utf8'), /class="part band zone-untrust has-error"/);
    await field(page, 'VNet range').fill('10.0.0.0/30');
    const button = page.getByRole('button', { name: 'Download PNG', exact: true });
    await page.waitForFunction(() => [...document.querySelectorAll('button')].find((one) => one.textContent === 'Download PNG').getAttribute('aria-disabled') === 'true');
    assert.match(await button.getAttribute('title'), /Nothing can be planned/);
  }));

for (const colorScheme of ['light', 'dark']) {
  test(`drawn with this system's letters no label leaves its part or meets another, ${colorScheme}`, () =>
    stage.visit(async (page) => {
      await unfold(page);
      const services = Array.from({ length: 8 }, (_, n) => `service-${n} tcp ${2000 + n} -> 10.0.2.6`).join('\n');
      await field(page, 'Published services').fill(services);
      await field(page, 'Workload subnets').fill(Array.from({ length: 5 }, (_, n) => `workload-${n}=10.0.${n + 20}.0/24`).join('\n'));
      await frame(page).getByText('workload-4', { exact: true }).waitFor();
      const problems = await frame(page).evaluate((place) => {
        const rect = (one) => one.getBBox();
        const labels = [...place.querySelectorAll('text')].map((one) => ({ text: one.textContent, box: rect(one), area: one.parentElement.querySelector('.area') }));
        const found = [];
        labels.forEach(({ text, box, area }, n) => {
          const around = area && rect(area);
          if (around && (box.x < around.x || box.x + box.width > around.x + around.width)) found.push(`${text} leaves its part`);
          for (const other of labels.slice(n + 1)) {
            const [a, b] = [box, other.box];
            // Boxes of letters include room above and below that no letter uses.
            const apart = a.x >= b.x + b.width || b.x >= a.x + a.width || a.y + 3 >= b.y + b.height - 3 || b.y + 3 >= a.y + a.height - 3;
            if (!apart) found.push(`${text} meets ${other.text}`);
          }
        });
        return found;
      });
      assert.deepEqual(problems, []);
    }, { colorScheme }));
}

test('print is light, whatever the screen is', () =>
  stage.visit(async (page) => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const gone of [page.getByRole('tab', { name: 'Diagram' }), page.getByRole('button', { name: 'Download bundle' }), scale(page)]) {
      assert.equal(await gone.isVisible(), false);
    }
    const [paper, name] = await page.locator('.printed').evaluate((one) => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(one.querySelector('.label-name')).fill,
    ]);
    assert.deepEqual([paper, name], ['rgb(255, 255, 255)', 'rgb(24, 33, 43)']);
  }, { colorScheme: 'dark' }));
