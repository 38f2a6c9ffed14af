// A browser on the built page, for the journeys and the screenshots: starts both, records every
// request and every complaint of the page. Whatever is started here ends with `end`, which each
// file calls after its tests, also when its start failed.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

export const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** The installed Chromium. */
export function executable() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((path) => path && existsSync(path));
  if (!found) throw new Error('no Chromium found; set CHROMIUM=path');
  return found;
}

/** Ends stages and servers, those that never started too. */
export async function end(...started) {
  for (const one of started.filter(Boolean)) {
    const isServer = 'closeAllConnections' in one;
    if (isServer) one.closeAllConnections();
    await (isServer ? new Promise((done) => one.close(done)) : one.close());
  }
}

/** The longest that anything is waited for; nothing is waited for longer than it takes. */
const PATIENCE_MS = 30_000;

/** Looks once in each frame of the page until what is read is what is wanted, and insists on it in the end. */
export async function becomes(page, read, wanted, what) {
  const last = performance.now() + PATIENCE_MS;
  let found = await read();
  while (!isDeepStrictEqual(found, wanted) && performance.now() < last) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    found = await read();
  }
  assert.deepEqual(found, wanted, what);
}

/** Opens each fold of the form as soon as it is there: most journeys are about what is in them. */
const KEEP_UNFOLDED = () => {
  const open = () => document.querySelectorAll('details.fold:not([open])').forEach((one) => { one.open = true; });
  new MutationObserver(open).observe(document, { subtree: true, childList: true });
};

/** Opens everything that folds, also inside what it opens. */
export const unfold = (page) =>
  page.evaluate(async () => {
    for (;;) {
      const closed = document.querySelectorAll('details:not([open])');
      if (!closed.length) return;
      closed.forEach((one) => { one.open = true; });
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }
  });

/** Opens the stage once for a test file, with more arguments for the browser where a test needs them. */
export async function open(more = []) {
  const servers = [await serve('dist', 0)];
  const folders = [];
  const origin = `http://127.0.0.1:${servers[0].address().port}`;
  const browser = await chromium
    .launch({ executablePath: executable(), headless: true, args: [...ARGUMENTS, ...more] })
    .catch(async (error) => {
      await end(...servers);
      throw error;
    });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async ({ folded = false, ...options } = {}) => {
    const context = await newContext(options);
    if (!folded) await context.addInitScript(KEEP_UNFOLDED);
    return context;
  };
  return {
    origin,
    /** Another host, which may hold files back, and where it is. */
    async serve(root, until) {
      const server = await serve(root, 0, until);
      servers.push(server);
      return `http://127.0.0.1:${server.address().port}`;
    },
    /** A folder for this file's tests. */
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'fast-ha-'));
      folders.push(folder);
      return folder;
    },
    browser,
    /** A fresh page with its record of requests and complaints. */
    async page(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        permissions: ['clipboard-read', 'clipboard-write'],
        ...options,
      });
      const page = await context.newPage();
      const record = { foreign: [], complaints: [] };
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:')) record.foreign.push(url);
      });
      page.on('pageerror', (error) => record.complaints.push(String(error)));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) record.complaints.push(message.text());
      });
      await page.goto(`${origin}/`);
      await page.locator('#form').waitFor();
      return { page, record, close: () => context.close() };
    },
    /** Runs a visit and insists that nothing was asked elsewhere and nothing complained. */
    async visit(journey, options) {
      const { page, record, close } = await this.page(options);
      try {
        await journey(page);
        assert.deepEqual(record.foreign, [], 'no request leaves the page');
        assert.deepEqual(record.complaints, [], 'the console stays quiet');
      } finally {
        await close();
      }
    },
    async close() {
      await browser.close();
      await end(...servers);
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}

/** The stage of a test file, from before its first test until after its last one. */
export function staged(more) {
  const stage = {};
  before(async () => {
    Object.assign(stage, await open(more));
  });
  // A start that failed has ended what it began.
  after(() => stage.close?.());
  return stage;
}

/** A control by its label. */
export const field = (page, label) => page.getByLabel(label, { exact: true });

/** A button by its name. */
export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Presses a button. */
export const press = (page, name) => button(page, name).click();

/** Holds the orders of a kind, or every one, back in the second module's worker; what comes back lets them go. */
export async function heldBack(page, worker, kind) {
  // The module names its function once it has started.
  await becomes(page, () => worker.evaluate(() => typeof globalThis.fastHaAnswer), 'function', 'the second module');
  await worker.evaluate((kind) => {
    const [make, post] = [globalThis.fastHaAnswer, globalThis.postMessage];
    const gate = new Promise((done) => { globalThis.letGo = done; });
    // A worker says nothing while it works, so from such an order on nothing that it says leaves it.
    let isHeld = false;
    globalThis.fastHaAnswer = (message) => {
      isHeld ||= kind === undefined || message[1] === kind;
      return make(message);
    };
    globalThis.postMessage = async (...said) => {
      if (isHeld) await gate;
      post(...said);
    };
  }, kind);
  return () => worker.evaluate(() => globalThis.letGo());
}
