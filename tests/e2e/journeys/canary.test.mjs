// A canary for each secret, looked for in twelve encodings in everything that leaves the page, and in the
// program's memory once the secrets are cleared.

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
};

/** Each module's memory, and everything that the page logs, posts or keeps. */
const watch = (page) =>
  page.addInitScript(() => {
    window.seen = [];
    window.memories = [];
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const make = WebAssembly[name];
      WebAssembly[name] = async (...given) => {
        const made = await make.apply(WebAssembly, given);
        window.memories.push((made.instance ?? made).exports.memory);
        return made;
      };
    }
    for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
      const tell = console[name];
      console[name] = (...said) => { window.seen.push(said.map(String).join(' ')); tell.apply(console, said); };
    }
    const post = window.postMessage;
    window.postMessage = (...given) => { window.seen.push(JSON.stringify(given[0])); post.apply(window, given); };
  });

/** How often each of the texts stands in the memory, in any of its encodings. */
const inMemory = (page, needles) =>
  page.evaluate((all) => {
    let n = 0;
    for (const memory of window.memories) {
      const bytes = new Uint8Array(memory.buffer);
      for (const needle of all) {
        for (let at = bytes.indexOf(needle[0]); at >= 0; at = bytes.indexOf(needle[0], at + 1)) {
          if (needle.every((byte, k) => bytes[at + k] === byte)) n += 1;
        }
      }
    }
    return n;
  }, needles);

const needles = Object.values(SECRETS).flatMap((text) => encodings(text).map(([, bytes]) => [...bytes]));

// A long text is freed in places of its own, which the next work does not overwrite by chance.
const long = (key, text) => (key === 'panorama.pin_value' ? text.repeat(60) : text);

async function typed(page) {
  await page.locator('#form details').evaluateAll((all) => { for (const one of all) one.open = true; });
  for (const [key, text] of Object.entries(SECRETS)) {
    await page.locator(`[id="field-${key}"]`).fill(long(key, text));
  }
  await page.locator('[id="field-panorama.server"]').fill('10.9.9.9');
  await page.locator('[id="field-bootstrap.mode"]').selectOption('key');
}

test('no secret leaves the page but in the packages, in any of twelve encodings', () =>
  stage.visit(async (page) => {
    await watch(page);
    await page.reload();
    await button(page, 'Download bundle').waitFor();
    await typed(page);
    const outputs = [];
    for (const id of ['addresses', 'files', 'deploy', 'findings', 'diagram']) {
      await page.locator(`#tab-${id}`).click();
      await page.locator(`#panel-${id} > :visible`).first().waitFor();
    }
    await button(page, 'Share').click();
    outputs.push(['link', Buffer.from(await page.getByLabel('Link', { exact: true }).inputValue())]);
    await button(page, 'Done').click();
    const [saved] = await Promise.all([page.waitForEvent('download'), button(page, 'Save').click()]);
    outputs.push(['design file', readFileSync(await saved.path())]);
    outputs.push(['address', Buffer.from(page.url())]);
    await becomes(page, () => page.evaluate(() => 'fast-ha/draft' in localStorage), true, 'the draft is kept');
    const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, window.seen]));
    outputs.push(['storage, log and messages', Buffer.from(await kept())]);
    outputs.push(['diagram', Buffer.from(await page.locator('#panel-diagram svg').first().evaluate((svg) => svg.outerHTML))]);
    for (const [what, bytes] of outputs) {
      for (const [key, text] of Object.entries(SECRETS)) assert.deepEqual(found(text, bytes), [], `${key} in the ${what}`);
    }
    assert.deepEqual(found('10.9.9.9', outputs[1][1]), ['UTF-8'], 'what is looked for would be found');
  }));

test('cleared secrets are nowhere in the memory of the program', () =>
  stage.visit(async (page) => {
    await watch(page);
    await page.reload();
    await button(page, 'Download bundle').waitFor();
    await typed(page);
    await page.locator('#tab-files').click();
    await page.locator('#panel-files > :visible').first().waitFor();
    await Promise.all([page.waitForEvent('download'), button(page, 'Download bundle').click()]);
    assert.ok((await inMemory(page, needles)) > 0, 'what is looked for would be found');
    await page.locator('#tab-diagram').click();
    await button(page, 'Clear secrets').click();
    await becomes(page, () => inMemory(page, needles), 0, 'all copies are wiped');
  }));
