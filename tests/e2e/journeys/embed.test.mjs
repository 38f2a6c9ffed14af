// The configurator inside another site's page: two frames with different designs and locks, what the host is
// told, and what neither side may do.

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { becomes, end, field, open } from '../stage.mjs';

let stage;
let host;
before(async () => {
  stage = await open();
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Documentation</title>
<script src="${stage.origin}/embed.js"></script>
<h1>Documentation</h1>
<fast-ha-configurator id="one" preset="production" lock-fields="network.range Licensing nonsense.field" tabs="diagram files" theme="dark"></fast-ha-configurator>
<fast-ha-configurator id="two" design='{"format":"fast-ha/1","fields":{"network.range":"10.44.0.0/16"}}' hide-fields="System network.name" style="--fast-ha-accent: rgb(120, 20, 90)"></fast-ha-configurator>
<script>
  window.heard = [];
  for (const element of document.querySelectorAll('fast-ha-configurator')) {
    for (const type of ['ready', 'change', 'download', 'resize']) element.addEventListener(type, (event) => heard.push({ id: element.id, type, detail: event.detail }));
  }
  window.raw = [];
  addEventListener('message', (event) => raw.push(JSON.stringify(event.data)));
</script>`;
  host = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
  await new Promise((done) => host.listen(0, '127.0.0.1', done));
});
after(() => end(stage, host));

async function visit(journey) {
  const context = await stage.browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const warnings = [];
  const errors = [];
  page.on('console', (message) => {
    if (message.type() === 'warning') warnings.push(message.text());
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`http://localhost:${host.address().port}/`);
  const [one, two] = ['#one iframe', '#two iframe'].map((selector) => page.frameLocator(selector));
  for (const frame of [one, two]) await frame.locator('#form').waitFor();
  await page.waitForFunction(() => ['one', 'two'].every((id) => heard.some((event) => event.id === id && event.type === 'ready')));
  await journey({ page, one, two, warnings });
  assert.deepEqual(errors, []);
  await context.close();
}

const heard = (page, id, type) => page.evaluate(([wanted, kind]) => window.heard.filter((event) => event.id === wanted && event.type === kind).map((event) => event.detail), [id, type]);

test('the script is small', () => {
  assert.ok(statSync('dist/embed.js').size < 5000);
});

test('each frame has its own design, locks, views and colours', () =>
  visit(async ({ page, one, two, warnings }) => {
    await one.locator('#preset:has(option[value="production"]:checked)').waitFor({ state: 'attached' });
    await page.waitForFunction(() => heard.some((event) => event.id === 'two' && event.detail.design?.fields?.['network.range'] === '10.44.0.0/16'));
    assert.equal(await field(two, 'VNet range').inputValue(), '10.44.0.0/16');
    assert.equal(await field(one, 'VNet range').isDisabled(), true);
    assert.equal(await field(two, 'VNet range').isDisabled(), false);
    assert.equal(await one.getByRole('combobox', { name: 'Plan', exact: true }).isDisabled(), true, 'a whole section is locked');
    assert.equal(await one.getByRole('tab', { name: 'Deploy' }).count(), 0);
    assert.equal(await two.getByRole('tab', { name: 'Deploy' }).count(), 1);
    assert.equal(await field(two, 'VNet name').isVisible(), false);
    assert.equal(await two.getByRole('heading', { name: 'System', exact: true }).isVisible(), false);
    assert.equal(await one.locator('html').getAttribute('data-theme'), 'dark');
    const accent = await two.locator('html').evaluate((root) => root.style.getPropertyValue('--accent'));
    assert.equal(accent, 'rgb(120, 20, 90)');
    const ignored = warnings.filter((text) => text.includes('nonsense.field'));
    assert.equal(ignored.length, 1, warnings.join('\n'));
  }));

test('the host is told of changes and downloads, and never of a secret', () =>
  visit(async ({ page, two }) => {
    await field(two, 'VNet range').fill('10.45.0.0/16');
    await field(two, 'Password').fill('Secret-pass-4711');
    await page.waitForFunction(() => heard.some((event) => event.type === 'change' && event.detail.design.fields['network.range'] === '10.45.0.0/16'));
    const [last] = (await heard(page, 'two', 'change')).slice(-1);
    assert.equal(last.findings.errors, 0);
    const [taken] = await Promise.all([page.waitForEvent('download'), two.getByRole('button', { name: 'Download bundle' }).click()]);
    assert.equal(taken.suggestedFilename(), 'fast-ha-bundle.zip');
    await page.waitForFunction(() => heard.some((event) => event.id === 'two' && event.type === 'download' && event.detail.name === 'fast-ha-bundle.zip'));
    const design = await page.evaluate(() => document.querySelector('#two').getDesign());
    assert.equal(design.fields['network.range'], '10.45.0.0/16');
    const everything = await page.evaluate(() => JSON.stringify(heard) + raw.join());
    assert.ok(!everything.includes('Secret') && !everything.includes('$5$'));
    const reached = await page.evaluate(() => {
      try {
        return document.querySelector('#two iframe').contentDocument;
      } catch {
        return null;
      }
    });
    assert.equal(reached, null, 'the host cannot look into the frame');
  }));

test('a design can be set, locked fields keep their value, and the height follows', () =>
  visit(async ({ page, one }) => {
    await page.evaluate(() => document.querySelector('#one').setDesign({ format: 'fast-ha/1', preset: 'production', fields: { 'network.range': '10.77.0.0/16', 'network.name': 'hub' } }));
    await page.waitForFunction(() => heard.some((event) => event.id === 'one' && event.detail.design?.fields?.['network.name'] === 'hub'));
    assert.equal(await field(one, 'VNet range').inputValue(), '');
    const heights = await heard(page, 'one', 'resize');
    assert.ok(heights.length > 0 && heights.every(({ height }) => height > 200));
    const shown = await page.evaluate(() => document.querySelector('#one iframe').offsetHeight);
    assert.equal(shown, Math.min(Math.max(heights.at(-1).height, 400), 900));
  }));

test('a window that the frame opens is in no sandbox, as the portal needs it, and the frame stays in its own', () =>
  visit(async ({ page }) => {
    const frame = page.frames().find((one) => one !== page.mainFrame());
    assert.equal(await frame.evaluate(() => self.origin), 'null');
    const opened = page.context().waitForEvent('page');
    await frame.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank', rel: 'noopener noreferrer' });
      document.body.append(link);
      link.click();
      link.remove();
    }, `${stage.origin}/docs/privacy.html`);
    const other = await opened;
    await other.waitForLoadState();
    assert.deepEqual(await other.evaluate(() => [self.origin, window.opener]), [stage.origin, null]);
  }));

test('malformed and foreign messages are ignored with a warning that names them', () =>
  visit(async ({ page, one, warnings }) => {
    const before = await heard(page, 'one', 'change');
    await page.evaluate(() => {
      const frame = document.querySelector('#one iframe').contentWindow;
      frame.postMessage({ fastHa: 1, type: 'password' }, '*');
      frame.postMessage({ fastHa: 1, type: 'set', design: { format: 'fast-ha/1', fields: { 'access.password': 'x' } } }, '*');
      frame.postMessage({ fastHa: 1, type: 'set', design: 'nonsense' }, '*');
      frame.postMessage({ fastHa: 2, type: 'set', design: null }, '*');
      frame.postMessage('text', '*');
      frame.postMessage(null, '*');
    });
    // Another window than the host: the sibling frame's own messages carry another source.
    await page.evaluate(() => new Promise((done) => {
      const stranger = document.createElement('iframe');
      stranger.onload = done;
      stranger.srcdoc = '<script>parent.frames[0].postMessage({ fastHa: 1, type: "set", design: { format: "fast-ha/1", fields: { "network.name": "stolen" } } }, "*")<\/script>';
      document.body.append(stranger);
    }));
    // Messages are read in their order: the answer to a last one comes when all before it are read.
    await page.evaluate(() => document.querySelector('#one').getDesign());
    await becomes(page, () => warnings.some((text) => text.includes('password')), true, warnings.join('\n'));
    await becomes(page, () => warnings.some((text) => text.includes('the design is ignored')), true);
    assert.notEqual(await field(one, 'VNet name').inputValue(), 'stolen');
    assert.equal(await field(one, 'Password').inputValue(), '');
    const secret = (await heard(page, 'one', 'change')).slice(before.length);
    assert.ok(!JSON.stringify(secret).includes('access.password'));
  }));

/** What a page with this stylesheet and this element shows. */
async function within(style, element, journey, width = 1000) {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Docs</title><style>${style}</style>
<script src="${stage.origin}/embed.js"></script><h1>Docs</h1>${element}
<script>
  window.heard = [];
  for (const type of ['ready', 'change']) document.querySelector('fast-ha-configurator').addEventListener(type, ({ detail }) => heard.push({ type, detail }));
</script>`;
  const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const context = await stage.browser.newContext({ viewport: { width, height: 900 } });
  const tab = await context.newPage();
  const warnings = [];
  tab.on('console', (message) => warnings.push(message.text()));
  await tab.goto(`http://localhost:${server.address().port}/`);
  const frame = tab.frameLocator('iframe');
  await frame.getByRole('heading', { name: 'Fast HA Configurator' }).waitFor();
  await tab.waitForFunction(() => heard.some((event) => event.type === 'ready'));
  await journey({ page: tab, frame, warnings, context });
  await context.close();
  await end(server);
}

// What these two do to every page that uses them, as far as a frame can feel it.
const BOOTSTRAP = `*,*::before,*::after{box-sizing:border-box}body{margin:0;line-height:1.5}img,svg{vertical-align:middle}[hidden]{display:none!important}`;
const TAILWIND = `*,::before,::after{box-sizing:border-box;margin:0;padding:0;border:0 solid}img,svg,video,canvas,audio,iframe,embed,object{display:block;vertical-align:middle}img,video{max-width:100%;height:auto}[hidden]:where(:not([hidden='until-found'])){display:none!important}`;

test('it is seen whole in pages with Bootstrap and with Tailwind, by the old names too', async () => {
  for (const style of [BOOTSTRAP, TAILWIND]) {
    for (const width of [600, 1300]) {
      await within(style, '<fast-ha-configurator preset="compact" hidden="System" locked="pair.size"></fast-ha-configurator>', async ({ page, frame, warnings }) => {
        const box = await page.locator('iframe').boundingBox();
        assert.ok(box.width > width - 60 && box.height >= 400 && box.height <= 900, JSON.stringify(box));
        const [drawn, place] = [await frame.locator('.picture .diagram').boundingBox(), await frame.locator('.picture').boundingBox()];
        assert.ok(drawn.width <= place.width + 1 && drawn.height <= place.height + 1, 'the whole diagram');
        assert.ok(drawn.y < box.y + box.height, 'it opens on the diagram');
        for (const [old, name] of [['hidden', 'hide-fields'], ['locked', 'lock-fields']]) {
          assert.equal(warnings.filter((text) => text.includes(`the attribute ${old} is called ${name} now`)).length, 1);
        }
        assert.equal(await frame.locator('#section-system').isVisible(), false);
      }, width);
    }
  }
});

test('ready tells the preset that was asked for, and a theme leaves the reader\'s design alone', () =>
  within('', '<fast-ha-configurator preset="compact" tabs="diagram"></fast-ha-configurator>', async ({ page, frame }) => {
    const first = await page.evaluate(() => heard[0]);
    assert.deepEqual([first.type, first.detail.design.preset], ['ready', 'compact']);
    await field(frame, 'VNet range').fill('10.9.0.0/24');
    await page.evaluate(() => document.querySelector('fast-ha-configurator').setAttribute('theme', 'dark'));
    await frame.locator('html[data-theme="dark"]').waitFor({ state: 'attached' });
    assert.equal(await field(frame, 'VNet range').inputValue(), '10.9.0.0/24');
    await frame.locator('.status').click();
    await frame.getByText('Findings are not shown here').waitFor();
    assert.equal(await frame.getByRole('tab', { selected: true }).textContent(), 'Diagram');
  }, 1300));

test('a part of the diagram leads to a field in sight, or says that the host hides it', () =>
  within('', '<fast-ha-configurator hide-fields="pair.a.trust"></fast-ha-configurator>', async ({ page, frame }) => {
    await frame.locator('.picture [data-field="pair.b.trust"]').first().click();
    const there = field(frame, 'Trust').last();
    await there.waitFor();
    const [box, shown] = [await there.boundingBox(), await page.locator('iframe').boundingBox()];
    assert.ok(box.y >= shown.y && box.y + box.height <= shown.y + shown.height, 'inside the frame');
    await frame.getByRole('button', { name: 'Result', exact: true }).click();
    await frame.locator('.picture [data-field="pair.a.trust"]').first().click();
    await frame.getByText('Unit A: Trust is not shown here').waitFor();
  }, 700));

test('an embed opens in full with its design, outside its frame', () =>
  within('', '<fast-ha-configurator preset="production"></fast-ha-configurator>', async ({ frame, context }) => {
    const [full] = await Promise.all([context.waitForEvent('page'), frame.getByRole('button', { name: 'Open in full' }).click()]);
    await full.getByRole('heading', { name: 'Fast HA Configurator' }).waitFor();
    assert.ok(!full.url().includes('embed') && full.url().includes('#d='), full.url());
    await becomes(full, () => full.locator('#preset').inputValue(), 'production');
    assert.equal(await full.evaluate(() => document.documentElement.hasAttribute('data-embed') || origin === 'null'), false);
  }, 1300));

test('a plain frame with ?embed works too', async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${stage.origin}/?embed`);
  await page.locator('#form').waitFor();
  await page.getByLabel('VNet range', { exact: true }).fill('10.3.0.0/16');
  assert.equal(await page.evaluate(() => localStorage.length), 0, 'an embedded page keeps nothing');
  await context.close();
});

test('the documentation has a live example, and its pages complain of nothing', async () => {
  const context = await stage.browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  const complaints = [];
  const foreign = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(stage.origin) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  for (const name of ['index', 'rules', 'privacy', 'hosting', 'design', 'embedding']) {
    await page.goto(`${stage.origin}/docs/${name}.html`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  // A narrow frame opens on the diagram alone.
  await page.frameLocator('fast-ha-configurator iframe').locator('.picture .diagram').waitFor();
  await page.goto(`${stage.origin}/docs/rules.html#NET002`);
  await page.getByRole('link', { name: 'NET002' }).click();
  await page.getByRole('heading', { name: /NET002 range-not-aligned/ }).waitFor();
  assert.deepEqual(complaints, []);
  assert.deepEqual(foreign, []);
  await context.close();
});
