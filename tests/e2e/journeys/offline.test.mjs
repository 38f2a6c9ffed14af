// Without a network: the one HTML file from disk, the kept page after its first visit; and the policy that
// lets nothing in or out.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { becomes, end, field, open, unfold } from '../stage.mjs';

let stage;
let folder;
before(async () => {
  stage = await open();
  folder = stage.folder();
});
after(() => end(stage));

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function download(page, name) {
  const [taken] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
  return readFileSync(await taken.path());
}

/** The bundle of the same design, made by the command line. */
function commandLine(fields) {
  const [design, zip] = [join(folder, 'design.json'), join(folder, 'bundle.zip')];
  writeFileSync(design, JSON.stringify({ format: 'fast-ha/1', preset: 'reference', fields }));
  execFileSync('cargo', ['run', '--quiet', '--', 'build', design, '--zip', zip], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(zip);
}

/** A page outside the stage's host, with its complaints. */
async function visit(url, { offline = false } = {}) {
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
  if (offline) await context.setOffline(true);
  const page = await context.newPage();
  const complaints = [];
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url);
  await page.locator('#form').waitFor();
  return { context, page, complaints, requests };
}

test('one file from disk, with the network cut, makes the bytes of the command line', async () => {
  const file = `file://${resolve('dist/fast-ha-offline.html')}`;
  const { context, page, complaints, requests } = await visit(file, { offline: true });
  await field(page, 'VNet range').fill('172.20.0.0/16');
  await page.locator('.picture').getByText('172.20.3.100', { exact: true }).waitFor();
  const bundle = await download(page, 'Download bundle');
  assert.equal(sha256(bundle), sha256(commandLine({ 'network.range': '172.20.0.0/16' })));
  for (const tab of ['Address plan', 'Files', 'Deploy', /Findings/]) await page.getByRole('tab', { name: tab }).click();
  await page.getByRole('button', { name: 'All rules' }).click();
  await page.getByRole('tab', { name: 'Deploy', exact: true }).click();
  await page.getByText(/^This is the offline copy, version/).waitFor();
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests.filter((url) => !/^(file|data|blob):/.test(url)), []);
  await context.close();
});

test('the file can be taken along with the present design, and says its digest', async () => {
  const { context, page, complaints } = await visit(stage.origin);
  await field(page, 'VNet range').fill('10.77.0.0/16');
  await unfold(page);
  await field(page, 'Login banner').fill('</script><script>alert(1)</script> "quoted" & \\u003c');
  await page.getByLabel('Password', { exact: true }).fill('Secret-pass-4711');
  await page.getByRole('tab', { name: 'Deploy', exact: true }).click();
  await page.getByText(sha256(readFileSync('dist/fast-ha-offline.html'))).waitFor();
  const plain = await download(page, 'Download the offline file');
  assert.equal(sha256(plain), sha256(readFileSync('dist/fast-ha-offline.html')));
  const carrying = await download(page, 'Download with this design inside');
  await page.getByText(sha256(carrying)).waitFor();
  assert.ok(!carrying.includes('Secret-pass-4711'));
  const copy = join(folder, 'copy.html');
  writeFileSync(copy, carrying);
  const there = await visit(`file://${copy}`, { offline: true });
  await becomes(there.page, () => field(there.page, 'VNet range').inputValue(), '10.77.0.0/16');
  await unfold(there.page);
  assert.equal(await field(there.page, 'Login banner').inputValue(), '</script><script>alert(1)</script> "quoted" & \\u003c');
  assert.deepEqual([...complaints, ...there.complaints], []);
  await there.context.close();
  await context.close();
});

/** The versions of the worker that the browser knows, with the state of each. */
async function versions(context, page) {
  const tools = await context.newCDPSession(page);
  const states = new Map();
  tools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, status } of versions) states.set(versionId, status);
  });
  await tools.send('ServiceWorker.enable');
  return states;
}

test('after its first visit the page works without a network, and a newer build is told', async () => {
  const site = join(folder, 'site');
  cpSync('dist', site, { recursive: true });
  const origin = `${await stage.serve(site)}/`;
  const { context, page, complaints } = await visit(origin);
  const beside = await context.newPage();
  const workers = await versions(context, beside);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // The worker takes over at the next visit.
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  await field(page, 'VNet range').fill('172.21.0.0/16');
  const bundle = await download(page, 'Download bundle');
  assert.equal(sha256(bundle), sha256(commandLine({ 'network.range': '172.21.0.0/16' })));
  await context.setOffline(false);
  const worker = join(site, 'sw.js');
  writeFileSync(worker, readFileSync(worker, 'utf8').replace(/VERSION = '[0-9a-f]{16}'/, "VERSION = '0123456789abcdef'"));
  const index = join(site, 'index.html');
  const older = readFileSync(index);
  writeFileSync(index, older.toString().replace('<title>Fast HA Configurator', '<title>Newer Fast HA Configurator'));
  writeFileSync(worker, readFileSync(worker, 'utf8').replace(sha256(older), sha256(readFileSync(index))));
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  await page.getByText('A new version is ready').waitFor();
  assert.equal(await field(page, 'VNet range').inputValue(), '172.21.0.0/16', 'what is typed stays');
  assert.equal(await page.title(), 'Fast HA Configurator');
  assert.deepEqual(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED')), []);
  await page.close();
  // The newer worker takes over once no page of the older one is left.
  await becomes(beside, () => [...workers.values()].filter((status) => status === 'activated').length, 1);
  await becomes(beside, () => [...workers.values()].filter((status) => status === 'installed').length, 0);
  const next = await context.newPage();
  await next.goto(origin);
  await next.waitForFunction(() => document.title.startsWith('Newer'));
  await context.close();
});

/** Whether the page says that it works without a network. */
const isReady = async (page) => {
  await page.getByRole('tab', { name: 'Deploy', exact: true }).click();
  await page.getByText(/^One HTML file/).waitFor();
  return page.getByText(/Offline ready/).isVisible();
};

test('the page says that it works without a network once the last file is kept, and not before', async () => {
  let letGo;
  const held = new Promise((done) => { letGo = done; });
  let asked;
  const isAsked = new Promise((done) => { asked = done; });
  const origin = await stage.serve('dist', (path) => {
    if (path !== '/icon-512.png') return undefined;
    asked();
    return held;
  });
  const { context, page } = await visit(origin);
  await isAsked;
  assert.equal(await isReady(page), false);
  letGo();
  await page.getByText(/Offline ready/).waitFor();
  await context.setOffline(true);
  await page.reload();
  await page.locator('#form').waitFor();
  await context.close();
});

test('caches of other applications at the same origin stay, older ones of the same path go', async () => {
  const { context, page } = await visit(stage.origin);
  const ours = `fast-ha ${stage.origin}/`;
  const kept = ['other-application', 'fast-ha', `${ours}elsewhere/ 0123456789abcdef`];
  await page.evaluate(async (names) => {
    await (await navigator.serviceWorker.getRegistration()).unregister();
    for (const name of names) await caches.open(name);
  }, [...kept, `${ours} an-older-build`]);
  await page.reload();
  await page.evaluate(() => navigator.serviceWorker.ready);
  const names = () => page.evaluate(() => caches.keys());
  await becomes(page, async () => (await names()).includes(`${ours} an-older-build`), false);
  for (const name of kept) assert.ok((await names()).includes(name), name);
  await context.close();
});

test('an answer that is not the file of the build is never kept', async () => {
  const site = join(folder, 'login');
  cpSync('dist', site, { recursive: true });
  writeFileSync(join(site, 'manifest.webmanifest'), '<!doctype html><title>Log in</title>');
  const origin = await stage.serve(site);
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  const workers = await versions(context, page);
  const said = page.getByText('This browser does not keep the page for use without a network: it refuses, or a file came changed');
  await Promise.all([said.waitFor(), page.goto(origin)]);
  await page.locator('#form').waitFor();
  await becomes(page, () => [...workers.values()], ['redundant']);
  assert.equal(await isReady(page), false);
  assert.deepEqual(await page.evaluate(() => caches.keys()), []);
  await context.close();
});

test('the server answers an address that spells no text', async () => {
  const port = Number(new URL(stage.origin).port);
  const status = await new Promise((done, fail) => {
    get({ port, host: '127.0.0.1', path: '/%' }, (response) => done(response.resume().statusCode)).on('error', fail);
  });
  assert.equal(status, 404);
});

test('the policy lets no text become code and no request leave', async () => {
  for (const url of [`${stage.origin}/`, `file://${resolve('dist/fast-ha-offline.html')}`]) {
    const { context, page } = await visit(url);
    const outcome = await page.evaluate(async () => {
      const refused = [];
      const missing = new Set(['connect-src', 'img-src', 'require-trusted-types-for']);
      const told = new Promise((done) => {
        addEventListener('securitypolicyviolation', (event) => {
          missing.delete(event.effectiveDirective);
          if (missing.size === 0) done();
        });
      });
      const attempt = (name, action) => {
        try {
          action();
        } catch (error) {
          refused.push(name);
        }
      };
      // What the tool itself evaluates may use eval; a task of the page's own may not.
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          attempt('eval', () => (0, eval)('1'));
          attempt('Function', () => new Function('return 1')());
          done();
        };
        port2.postMessage(null);
      });
      attempt('innerHTML', () => { document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>'; });
      attempt('script text', () => { document.createElement('script').text = 'window.broken = 1'; });
      attempt('policy', () => trustedTypes.createPolicy('mine', { createHTML: (text) => text }));
      const link = document.createElement('a');
      link.setAttribute('style', 'color: red');
      await fetch('https://example.com/').catch(() => refused.push('fetch'));
      const image = new Image();
      await new Promise((done) => {
        image.onerror = done;
        image.src = 'https://example.com/x.png';
      });
      refused.push('image');
      // Each violation is told; a test that waits in vain for one of them fails at its limit.
      await told;
      return { refused, broken: window.broken };
    });
    assert.deepEqual(outcome.refused.sort(), ['Function', 'eval', 'fetch', 'image', 'innerHTML', 'policy', 'script text'].sort(), url);
    assert.equal(outcome.broken, undefined);
    await context.close();
  }
});

test('everything works under any path', async () => {
  const root = join(folder, 'root');
  mkdirSync(join(root, 'some', 'path'), { recursive: true });
  cpSync('dist', join(root, 'some', 'path'), { recursive: true });
  const { context, page, complaints, requests } = await visit(`${await stage.serve(root)}/some/path/index.html`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const bundle = await download(page, 'Download bundle');
  assert.equal(sha256(bundle), sha256(commandLine({})));
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests.filter((url) => !url.includes('/some/path/') && !/^(data|blob):/.test(url)), []);
  await context.close();
});

test('the manifest names files that are there', () => {
  const manifest = JSON.parse(readFileSync('dist/manifest.webmanifest', 'utf8'));
  for (const icon of manifest.icons) assert.ok(statSync(join('dist', icon.src)).size > 1000, icon.src);
  const worker = readFileSync('dist/sw.js', 'utf8');
  for (const [name, digest] of Object.entries(JSON.parse(worker.match(/const FILES = (\{[\s\S]*?\});/)[1]))) {
    assert.equal(digest, sha256(readFileSync(join('dist', name === './' ? 'index.html' : name))), name);
  }
});
