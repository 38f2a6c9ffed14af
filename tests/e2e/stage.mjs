// A browser on the built page, for the journeys and the screenshots: starts both, records every
// request and every complaint of the page.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

function executable() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((path) => path && existsSync(path));
  if (!found) throw new Error('no Chromium found; set CHROMIUM=path');
  return found;
}

/** Opens the stage once for a test file, with more arguments for the browser where a test needs them. */
export async function open(more = []) {
  const server = await serve('dist', 0);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({ executablePath: executable(), headless: true, args: [...ARGUMENTS, ...more] });
  return {
    origin,
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
      await page.getByRole('heading', { name: 'Fast HA Configurator' }).waitFor();
      return { page, record, close: () => context.close() };
    },
    /** Runs a visit and insists that nothing was asked elsewhere and nothing complained. */
    async visit(journey, options) {
      const { page, record, close } = await this.page(options);
      await journey(page);
      assert.deepEqual(record.foreign, [], 'no request leaves the page');
      assert.deepEqual(record.complaints, [], 'the console stays quiet');
      await close();
    },
    async close() {
      await browser.close();
      await new Promise((done) => server.close(done));
    },
  };
}
