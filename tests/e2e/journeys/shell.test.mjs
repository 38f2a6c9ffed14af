// What is seen before the program runs: the reference design as the library draws it, and a range that is typed into
// the first page and not lost.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { staged } from '../stage.mjs';

const stage = staged();

/** A page whose program waits until it is let go. */
async function visit(journey) {
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  let letGo;
  const gate = new Promise((done) => { letGo = done; });
  await page.route(/fast-ha-[0-9a-f]{16}\.js$/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto(`${stage.origin}/`, { waitUntil: 'commit' });
  await journey(page, letGo);
  assert.deepEqual(complaints.filter((text) => !text.includes('preloaded')), []);
  await context.close();
}

const range = (page) => page.getByLabel('VNet range', { exact: true });

test('the first page shows the picture that the library draws', () => {
  const design = join(stage.folder(), 'design.json');
  writeFileSync(design, JSON.stringify({ format: 'fast-ha/1', preset: 'reference', fields: {} }));
  const drawn = execFileSync('cargo', ['run', '--quiet', '--', 'diagram', design], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  // The page has the picture's style itself, and its own paper.
  const picture = drawn.replace(/<style>[\s\S]*?<\/style>\s*/, '').replace(/<rect class="paper"[^>]*\/>\s*/, '').trim();
  const page = readFileSync('dist/index.html', 'utf8');
  assert.ok(picture.startsWith('<svg') && picture.length > 5_000);
  assert.ok(page.includes(picture));
});

test('a range typed before the program runs is taken over, with the hand that types it', () =>
  visit(async (page, letGo) => {
    await page.getByRole('heading', { name: 'Fast HA Configurator' }).waitFor();
    await page.locator('.picture').getByText('10.0.3.100', { exact: true }).waitFor();
    await range(page).pressSequentially('172.20.0.0');
    assert.equal(await page.locator('#form').count(), 0, 'the program does not run yet');
    letGo();
    await page.locator('#form').waitFor();
    assert.equal(await page.locator('#shell').count(), 0);
    await page.keyboard.type('/16');
    assert.equal(await range(page).inputValue(), '172.20.0.0/16');
    await page.locator('.picture').getByText('172.20.3.100', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    assert.equal(await range(page).inputValue(), '');
  }));

test('nobody who typed nothing finds the hand moved', () =>
  visit(async (page, letGo) => {
    await page.locator('#early-range').waitFor();
    letGo();
    await page.locator('#form').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
    assert.equal(await range(page).inputValue(), '');
  }));

test('a page that is still on its way takes nothing for missing, and starts once it is there', async () => {
  const whole = readFileSync('dist/index.html');
  let letGo;
  const gate = new Promise((done) => { letGo = done; });
  const server = createServer(async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.write(whole.subarray(0, whole.length / 2));
    await gate;
    response.end(whole.subarray(whole.length / 2));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const context = await stage.browser.newContext();
  try {
    const page = await context.newPage();
    await page.route((url) => url.pathname !== '/', (route) => route.fulfill({ path: join('dist', new URL(route.request().url()).pathname) }));
    await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: 'commit' });
    await page.locator('.picture').getByText('10.0.3.100', { exact: true }).waitFor();
    assert.equal(await page.locator('.late').count(), 0);
    letGo();
    await page.locator('#form').waitFor();
  } finally {
    letGo();
    await context.close();
    server.closeAllConnections();
    server.close();
  }
});
