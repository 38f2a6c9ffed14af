// One journey in three browsers: from the form over the diagram and the files to a bundle, and on in the
// offline file, with the bytes of the command line in both places.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as engines from '../engines.mjs';
import { serve } from '../serve.mjs';
import { end } from '../stage.mjs';

let server;
let wanted;
before(async () => {
  server = await serve('dist', 0);
  const folder = mkdtempSync(join(tmpdir(), 'fast-ha-'));
  const [design, zip] = [join(folder, 'design.json'), join(folder, 'bundle.zip')];
  writeFileSync(design, JSON.stringify({ format: 'fast-ha/1', preset: 'reference', fields: { 'network.range': '172.20.0.0/16' } }));
  execFileSync('cargo', ['run', '--quiet', '--', 'build', design, '--zip', zip], { stdio: ['ignore', 'ignore', 'inherit'] });
  wanted = sha256(readFileSync(zip));
  rmSync(folder, { recursive: true });
});
after(() => end(server));

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const PATIENCE_MS = 60_000;
const RANGE = '//*[@id="field-network.range"]';
const button = (name) => `//button[normalize-space()="${name}" or @aria-label="${name}"]`;

/** Looks, once in each frame of the page, until something is there. */
async function until(browser, look, what) {
  const last = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(performance.now() < last, `waited in vain for ${what}`);
    await browser.ask(() => new Promise((done) => requestAnimationFrame(() => done(true))));
  }
}

const shows = (browser, selector, text) =>
  until(browser, () => browser.ask((selector, text) => [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(text)), selector, text), `${text} in ${selector}`);

/** The bytes of a file that was downloaded whole. */
const downloaded = (browser, name, whole) =>
  until(browser, () => {
    const path = join(browser.folder, name);
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    return whole(bytes) && bytes;
  }, name);

async function journey(browser) {
  const bundle = async () => {
    await shows(browser, '.picture', '172.20.3.100');
    await browser.click(button('Download bundle'));
    await downloaded(browser, 'fast-ha-bundle.zip', (bytes) => sha256(bytes) === wanted);
    rmSync(join(browser.folder, 'fast-ha-bundle.zip'));
  };
  await browser.visit(`http://127.0.0.1:${server.address().port}/`);
  await shows(browser, 'h1', 'Fast HA Configurator');
  await until(browser, () => browser.ask(() => document.getElementById('form') !== null), 'the program');
  await browser.type(RANGE, '172.20.0.0/16');
  await bundle();
  await browser.click('//button[@id="tab-files"]');
  await shows(browser, '.code-view', '"$schema"');
  // A value that can be traced has a line below it.
  await until(browser, () => browser.ask(() => {
    const value = document.querySelector('.row .value');
    return value !== null && /^[1-9]\S* dotted /.test(getComputedStyle(value).borderBottom);
  }), 'the line below a value');
  await browser.click(button('Next change'));
  await shows(browser, '.row.is-current', '172.20.');
  await browser.click('//button[@id="tab-deploy"]');
  await shows(browser, '#panel-deploy', 'Command line');
  await browser.click(button('Download with this design inside'));
  await downloaded(browser, 'fast-ha-offline.html', (bytes) => bytes.toString('utf8', bytes.length - 10).endsWith('</html>\n'));
  await browser.visit(`file://${join(browser.folder, 'fast-ha-offline.html')}`);
  await shows(browser, 'h1', 'Fast HA Configurator');
  const holds = () => document.getElementById('field-network.range')?.value === '172.20.0.0/16';
  await until(browser, () => browser.ask(holds), 'the design inside');
  await bundle();
}

for (const [name, launch] of Object.entries(engines)) {
  const skip = name === 'webkit' && process.platform !== 'linux' && 'its driver is a package of Linux';
  test(`form, diagram, files, download and the offline file in ${name}`, { skip }, async () => {
    const browser = await launch();
    try {
      await journey(browser);
    } finally {
      await browser.close();
    }
  });
}
