// A canary for each secret, looked for in twelve encodings in everything that leaves the page, and in the
// memory of both modules, that of the worker too, once the secrets are cleared.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { encodings, found } from '../canary.mjs';
import { becomes, button, staged } from '../stage.mjs';

const stage = staged();

const SECRETS = {
  'access.password': 'Kanarien-vogel.4711',
  'license.auth_code': 'I4711815',
  'panorama.vm_auth_key': '755036225328715',
  'panorama.pin_id': 'kanarienvogel-pin-id-0815',
  'panorama.pin_value': 'kanarienvogel-pin-value-4711',
  'panorama.auth_key': 'kanarienvogel-auth-key-4711',
};

/** Remembers the memory of each module that is started. */
function remember() {
  globalThis.memories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const make = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await make.apply(WebAssembly, given);
      globalThis.memories.push((made.instance ?? made).exports.memory);
      return made;
    };
  }
}

/** Each module's memory, and everything that the page logs, posts, asks for or keeps. */
async function watch(page, requests = []) {
  page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''}`));
  await page.addInitScript(remember);
  // What is kept for offline use would come from there, without what is put before it here.
  await page.evaluate(async () => (await navigator.serviceWorker.ready).unregister());
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${remember})();\n${await response.text()}` });
  });
  await page.addInitScript(() => {
    window.seen = [];
    for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
      const tell = console[name];
      console[name] = (...said) => { window.seen.push(said.map(String).join(' ')); tell.apply(console, said); };
    }
    const post = window.postMessage;
    window.postMessage = (...given) => { window.seen.push(JSON.stringify(given[0])); post.apply(window, given); };
  });
}

/** How often the texts stand in the memory of the page's module and of the worker's, in any of their encodings. */
const inMemory = (page, needles) =>
  Promise.all([page, ...page.workers()].map((place) => place.evaluate((all) => {
    let n = 0;
    for (const memory of globalThis.memories) {
      const bytes = new Uint8Array(memory.buffer);
      for (const needle of all) {
        for (let at = bytes.indexOf(needle[0]); at >= 0; at = bytes.indexOf(needle[0], at + 1)) {
          if (needle.every((byte, k) => bytes[at + k] === byte)) n += 1;
        }
      }
    }
    return n;
  }, needles)));

/** Everything that this origin keeps in the browser. */
const kept = (page) =>
  page.evaluate(async () => {
    const cached = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) cached.push(url);
    }
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, cached, databases, window.seen]);
  });

const needles = Object.values(SECRETS).flatMap((text) => encodings(text).map(([, bytes]) => [...bytes]));

// A long text is freed in places of its own, which the next work does not overwrite by chance.
const long = (key, text) => (key === 'panorama.pin_value' ? text.repeat(60) : text);

async function typed(page) {
  await page.locator('#form details').evaluateAll((all) => { for (const one of all) one.open = true; });
  for (const [key, text] of Object.entries(SECRETS)) {
    if (key !== 'panorama.auth_key') await page.locator(`[id="field-${key}"]`).fill(long(key, text));
  }
  await page.locator('[id="field-panorama.server"]').fill('10.9.9.9');
  await page.locator('[id="field-bootstrap.mode"]').selectOption('key');
}

test('no secret leaves the page but in the packages, in any of twelve encodings', () =>
  stage.visit(async (page) => {
    const requests = [];
    await watch(page, requests);
    await page.reload();
    await button(page, 'Download bundle').waitFor();
    await typed(page);
    // It takes the place of two others, which is found, and no finding says what they are.
    await page.locator('[id="field-panorama.auth_key"]').fill(SECRETS['panorama.auth_key']);
    const outputs = [];
    for (const id of ['addresses', 'files', 'deploy', 'findings', 'diagram']) {
      await page.locator(`#tab-${id}`).click();
      await page.locator(`#panel-${id} > :visible`).first().waitFor();
      outputs.push([`view ${id}`, Buffer.from(await page.locator(`#panel-${id}`).textContent())]);
    }
    await button(page, 'Share').click();
    outputs.push(['link', Buffer.from(await page.getByLabel('Link', { exact: true }).inputValue())]);
    await button(page, 'Done').click();
    const [saved] = await Promise.all([page.waitForEvent('download'), button(page, 'Save').click()]);
    outputs.push(['design file', readFileSync(await saved.path())]);
    outputs.push(['address', Buffer.from(page.url())]);
    await becomes(page, () => page.evaluate(() => 'fast-ha/draft' in localStorage), true, 'the draft is kept');
    outputs.push(['storage, log and messages', Buffer.from(await kept(page))]);
    outputs.push(['requests', Buffer.from(requests.join('\n'))]);
    outputs.push(['diagram', Buffer.from(await page.locator('#panel-diagram svg').first().evaluate((svg) => svg.outerHTML))]);
    for (const [what, bytes] of outputs) {
      for (const [key, text] of Object.entries(SECRETS)) assert.deepEqual(found(text, bytes), [], `${key} in the ${what}`);
    }
    const { 'design file': design } = Object.fromEntries(outputs);
    assert.deepEqual(found('10.9.9.9', design), ['UTF-8'], 'what is looked for would be found');
  }));

test('cleared secrets are nowhere in the memory of the program', () =>
  stage.visit(async (page) => {
    await watch(page);
    // A service worker that is active before the worker starts would answer for it, without what is put before it.
    await page.addInitScript(() => { ServiceWorkerContainer.prototype.register = () => new Promise(() => {}); });
    await page.reload();
    await button(page, 'Download bundle').waitFor();
    await typed(page);
    await page.locator('#tab-files').click();
    await page.locator('#panel-files > :visible').first().waitFor();
    await Promise.all([page.waitForEvent('download'), button(page, 'Download bundle').click()]);
    const before = await inMemory(page, needles);
    assert.ok(before.length === 2 && before.every((n) => n > 0), `what is looked for would be found: ${before}`);
    await page.locator('#tab-diagram').click();
    await button(page, 'Clear secrets').click();
    await becomes(page, () => inMemory(page, needles), [0, 0], 'all copies are wiped');
  }));
