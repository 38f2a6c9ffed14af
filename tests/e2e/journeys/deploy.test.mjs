// The ways to deploy: the link with its buttons, the check of what is published, the portal's editor, the
// command line. A local TLS server stands for the publishing place.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { end, open, press, unfold } from '../stage.mjs';

const HOST = 'publish.example.com';
const files = new Map();
const asked = [];
let place;
let stage;

/** A server with a throw-away certificate. */
function publish() {
  const folder = mkdtempSync(join(tmpdir(), 'fast-ha-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', `/CN=${HOST}`, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const identity = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  const server = createServer(identity, async (request, response) => {
    asked.push({ url: request.url, headers: request.headers });
    const file = files.get(request.url);
    if (!file) {
      response.writeHead(404, { 'access-control-allow-origin': '*' }).end('nothing here');
      return;
    }
    file.held?.asked();
    await file.held?.released;
    const cors = file.cors === false ? {} : { 'access-control-allow-origin': '*' };
    response.writeHead(200, { 'content-type': file.type ?? 'text/plain', ...cors }).end(file.body);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

before(async () => {
  place = await publish();
  const rules = `MAP ${HOST}:443 127.0.0.1:${place.address().port}, MAP down.example.com:443 127.0.0.1:9`;
  stage = await open([`--host-resolver-rules=${rules}`]);
});
after(() => end(stage, place));

const visit = (journey) =>
  stage.visit(
    async (page) => {
      await page.getByRole('tab', { name: 'Deploy', exact: true }).click();
      await journey(page);
    },
    { ignoreHTTPSErrors: true },
  );

const typeUrl = (page, path, host = HOST) => page.getByLabel('Template URL', { exact: true }).fill(`https://${host}${path}`);
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

async function template(page) {
  const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download azuredeploy.json')]);
  assert.equal(taken.suggestedFilename(), 'azuredeploy.json');
  return readFileSync(await taken.path());
}

/** Presses the check and gives what its page says in the end. */
async function check(page) {
  const [opened] = await Promise.all([page.context().waitForEvent('page'), press(page, 'Check what is published')]);
  const requests = [];
  opened.on('request', (request) => requests.push(request.url()));
  await opened.locator('#verdict[data-state="good"], #verdict[data-state="bad"]').waitFor();
  const said = `${await opened.locator('#verdict').textContent()} ${await opened.locator('#advice').textContent()}`;
  // The configurator keeps its draft; this page adds nothing to it.
  const stored = await opened.evaluate(() => [...Object.keys(localStorage).filter((key) => key !== 'fast-ha/draft'), ...Object.keys(sessionStorage), ...document.forms]);
  assert.deepEqual(stored, [], 'no storage and no form');
  assert.equal(await opened.evaluate(() => window.opener), null);
  const url = opened.url();
  await opened.close();
  return { said, url };
}

test('without a published URL there is no link, and the reason stands there', () =>
  visit(async (page) => {
    await page.getByText(/No link: publish azuredeploy\.json/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Check what is published' }).count(), 0);
  }));

test('the link, its buttons and the form variant, in each portal', () =>
  visit(async (page) => {
    await typeUrl(page, '/a/azuredeploy.json');
    const raw = encodeURIComponent(`https://${HOST}/a/azuredeploy.json`);
    const link = `https://portal.azure.com/#create/Microsoft.Template/uri/${raw}`;
    await page.getByText(link, { exact: true }).waitFor();
    await press(page, 'Copy Markdown button');
    assert.equal(await clipboard(page), `[![Deploy to Azure](https://aka.ms/deploytoazurebutton)](${link})`);
    await press(page, 'Copy HTML button');
    assert.equal(await clipboard(page), `<a href="${link}"><img src="https://aka.ms/deploytoazurebutton" alt="Deploy to Azure"></a>`);
    await page.getByRole('button', { name: 'Go to Form URL' }).click();
    await page.getByLabel('Form URL', { exact: true }).fill(`https://${HOST}/a/createUiDefinition.json`);
    const form = encodeURIComponent(`https://${HOST}/a/createUiDefinition.json`);
    await unfold(page);
    const cloud = page.getByLabel('Cloud', { exact: true });
    for (const [name, portal] of [['public', 'com'], ['usgov', 'us'], ['china', 'cn']]) {
      await cloud.selectOption(name);
      const wanted = `https://portal.azure.${portal}/#create/Microsoft.Template/uri/${raw}/createUIDefinitionUri/${form}`;
      await page.getByText(wanted, { exact: true }).waitFor();
      const editor = page.getByRole('link', { name: 'Open the editor' });
      assert.equal(await editor.getAttribute('href'), `https://portal.azure.${portal}/#create/Microsoft.Template`);
    }
  }));

test('on an https host a preset as it is leads the portal to its published files at once', async () => {
  const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm', json: 'application/json' };
  const published = readdirSync('dist', { recursive: true }).filter((name) => /\.(html|js|css|wasm|json|svg|png|webmanifest)$/.test(name));
  for (const name of published) {
    files.set(`/site/${name}`, { body: readFileSync(join('dist', name)), type: types[name.split('.').at(-1)] ?? 'image/png' });
  }
  const context = await stage.browser.newContext({ ignoreHTTPSErrors: true });
  try {
    const page = await context.newPage();
    await page.goto(`https://${HOST}/site/index.html`);
    await page.getByRole('tab', { name: 'Deploy', exact: true }).click();
    const button = page.getByRole('link', { name: 'Deploy to Azure', exact: true });
    const href = await button.getAttribute('href');
    const [, template, form] = href.match(/^https:\/\/portal\.azure\.com\/#create\/Microsoft\.Template\/uri\/([^/]+)\/createUIDefinitionUri\/([^/]+)$/).map(decodeURIComponent);
    const made = files.get(new URL(template).pathname).body;
    const digest = createHash('sha256').update(made).digest('hex').slice(0, 16);
    assert.equal(template, `https://${HOST}/site/presets/reference-${digest}/azuredeploy.json`);
    assert.ok(files.has(new URL(form).pathname), form);
    const [taken] = await Promise.all([page.waitForEvent('download'), press(page, 'Download azuredeploy.json')]);
    assert.deepEqual(readFileSync(await taken.path()), made);
    // Another design has to be published first.
    await page.getByLabel('VNet name', { exact: true }).fill('hub-vnet');
    await button.waitFor({ state: 'detached' });
  } finally {
    await context.close();
  }
});

test('the check tells the same template from everything else', () =>
  visit(async (page) => {
    const bytes = await template(page);
    const other = Buffer.from(bytes.toString().replace('10.0.1.4', '10.0.1.7'));
    files.set('/same.json', { body: bytes });
    files.set('/other.json', { body: other });
    files.set('/closed.json', { body: bytes, cors: false });
    files.set('/page', { body: '<!doctype html><title>azuredeploy.json</title>', type: 'text/html' });
    files.set('/else.json', { body: '{"fields": {}}' });
    for (const [path, wanted] of [
      ['/same.json', /This is your template/],
      ['/other.json', /another one than yours/],
      ['/closed.json', /may not read it .*CORS/],
      ['/page', /no JSON .*raw file/],
      ['/else.json', /no deployment template/],
      ['/missing.json', /answers 404/],
    ]) {
      await typeUrl(page, path);
      const { said, url } = await check(page);
      assert.match(said, wanted, path);
      const given = new URLSearchParams(new URL(url).hash.slice(1));
      assert.deepEqual([...given.keys()], ['url', 'sha256']);
      assert.equal(given.get('sha256'), createHash('sha256').update(bytes).digest('hex'));
    }
    await typeUrl(page, '/a.json', 'down.example.com');
    assert.match((await check(page)).said, /cannot be reached/);
    // The page's own modules ask one another by name; what is asked of others names nobody.
    for (const request of asked.filter(({ url }) => !url.startsWith('/site/'))) {
      assert.equal(request.headers.referer, undefined);
      assert.equal(request.headers.cookie, undefined);
    }
  }));

test('a slower answer to an older question is not shown under the newer one', async () => {
  const { page, close } = await stage.page({ ignoreHTTPSErrors: true });
  const held = {};
  const reached = new Promise((done) => { held.asked = done; });
  held.released = new Promise((done) => { held.release = done; });
  files.set('/slow.json', { body: '{"fields": {}}', held });
  files.set('/quick.json', { body: 'quick' });
  const digest = createHash('sha256').update('quick').digest('hex');
  const hash = (path) => `#url=${encodeURIComponent(`https://${HOST}${path}`)}&sha256=${digest}`;
  await page.goto(`${stage.origin}/check.html${hash('/slow.json')}`);
  await reached;
  await page.evaluate((next) => { location.hash = next; }, hash('/quick.json'));
  await page.locator('#verdict[data-state="good"]').waitFor();
  const late = page.waitForEvent('requestfinished');
  held.release();
  await late;
  // Whatever the page does with the late answer, it does before it is asked again.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.match(await page.locator('#verdict').textContent(), /This is your template/);
  assert.match(await page.locator('#url').textContent(), /quick\.json$/);
  await close();
});

test('the check page refuses what it was not made for', async () => {
  const { page, close } = await stage.page({ ignoreHTTPSErrors: true });
  for (const [hash, wanted] of [
    ['', /no URL/],
    ['#url=http%3A%2F%2Fexample.com%2Fa&sha256=x', /https URLs only/],
    ['#url=javascript%3Aalert(1)&sha256=x', /https URLs only/],
    [`#url=https%3A%2F%2F${HOST}%2F%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&sha256=x`, /no digest/],
  ]) {
    await page.goto('about:blank');
    await page.goto(`${stage.origin}/check.html${hash}`);
    await page.locator('#verdict[data-state="bad"]').waitFor();
    assert.match(await page.locator('#verdict').textContent(), wanted, hash);
    assert.equal(await page.locator('img').count(), 0);
  }
  await close();
});

test('what the bootstrap mode asks is said, and commands can be copied', () =>
  visit(async (page) => {
    await page.getByText(/^One click: the template brings both packages along/).waitFor();
    await press(page, 'Copy for Azure CLI');
    assert.match(await clipboard(page), /\.\/deploy\.sh RESOURCE-GROUP LOCATION --dry-run/);
    await press(page, 'Copy for PowerShell 7');
    assert.match(await clipboard(page), /-DryRun/);
    await page.getByLabel('Mode', { exact: true }).selectOption('key');
    await page.getByText(/The template asks for the account's key\.$/).waitFor();
    await page.getByText(/^Put both packages into the file share/).waitFor();
  }));

test('a URL that the portal cannot fetch gets its reason and, where one exists, the corrected one', () =>
  visit(async (page) => {
    const input = page.getByLabel('Template URL', { exact: true });
    for (const [url, reason] of [
      ['http://example.com/azuredeploy.json', /starts with http,/],
      ['https://localhost/a.json', /localhost/],
      ['https://192.168.1.4/a.json', /192\.168\.1\.4/],
      ['https://github.com/o/r', /repository page/],
      ['blob:https://example.com/1', /starts with blob/],
      ['data:application/json,{}', /starts with data/],
    ]) {
      await input.fill(url);
      await page.getByText(reason).first().waitFor();
      assert.equal(await page.getByRole('button', { name: 'Check what is published' }).count(), 0);
    }
    await input.fill('http://example.com/azuredeploy.json');
    await page.getByRole('button', { name: /Use https/ }).first().click();
    assert.equal(await input.inputValue(), 'https://example.com/azuredeploy.json');
  }));
