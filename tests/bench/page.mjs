// The page beside other pages, in one run and one table: bytes by file, first paint, usable, a key until everything is in
// the document and until it is painted, also with a story beside the picture, nodes, heap after many keys, and a bundle
// from click to file. Medians of 7 runs with their spread, at the processor's own speed and slowed four times, and on a
// slow line.
//
//   node tests/bench/page.mjs [--runs 7] [--keys 10000] [peers.json]
//
// A peer is `{ name, folder | url, field, texts, shows }`: a folder that is served here (compressed, as ours is) or an
// address, the selector of a text field, texts that are typed into it one after the other, and for each of them what the
// page then shows. `early` is a field that stands in for it until the program runs, `press` a button without which a page
// follows no text, `bundle` one that hands a file out.
//
// Nothing is waited for without end: what a page does not do in time is printed as `-`, and of the many keys as many are
// typed as fit into two minutes.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { chromium } from 'playwright-core';
import { ARGUMENTS, executable } from '../e2e/stage.mjs';

const option = (name, usual) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? usual : Number(process.argv[at + 1]);
};
const [RUNS, KEYS] = [option('--runs', 7), option('--keys', 10_000)];
/** So many keys come before the first look at the heap. */
const WARM_UP = 100;
/** The longest that anything of a visit takes, and that all keys take. */
const PATIENCE_MS = 60_000;
const KEYS_MS = 120_000;
const peers = process.argv.slice(2).find((one) => one.endsWith('.json'));

const ranges = Array.from({ length: 16 }, (_, n) => `172.${16 + n}.0.0/16`);
const OURS = {
  name: 'Fast HA Configurator',
  folder: 'dist',
  field: '#field-network\\.range',
  early: '#early-range',
  texts: ranges,
  shows: ranges.map((range) => range.replace('0.0/16', '3.100')),
  bundle: '.delivery .is-primary',
  stories: ['Flows', 'Failover'],
};
const PAGES = [OURS, ...(peers ? JSON.parse(readFileSync(peers, 'utf8')) : [])];

/** A processor's slowness, and a line: the browser's own "Slow 4G". */
const SLOW_LINE = { offline: false, latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const CONDITIONS = [
  ['x1', 1],
  ['x4', 4],
  ['x4, slow 4G', 4, SLOW_LINE],
];

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.png': 'image/png', '.woff2': 'font/woff2' };
const PLAIN = ['.png', '.woff2'];
const packed = new Map();

/** A file as a host would send it: compressed as far as brotli can, each content once. */
function sent(bytes) {
  const key = createHash('sha256').update(bytes).digest('hex');
  if (!packed.has(key)) packed.set(key, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
  return packed.get(key);
}

function serve(folder) {
  const base = resolve(folder);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = join(base, normalize(path.endsWith('/') ? `${path}index.html` : path));
    if (!file.startsWith(base) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    const [bytes, kind] = [readFileSync(file), extname(file)];
    const type = { 'content-type': TYPES[kind] ?? 'application/octet-stream' };
    if (PLAIN.includes(kind)) return response.writeHead(200, type).end(bytes);
    return response.writeHead(200, { ...type, 'content-encoding': 'br' }).end(sent(bytes));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

/** In the page, before anything of its own: types as soon as there is a field, and tells when the page follows. */
function watch({ field, early, press, texts, shows }) {
  const set = (control, text) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value').set.call(control, text);
    control.dispatchEvent(new InputEvent('input', { bubbles: true }));
    if (press) document.querySelector(press)?.click();
  };
  // Nobody sees the text of a script, and a long one takes its time in each frame.
  const isRead = (one, text) => one.tagName !== 'SCRIPT' && one.textContent.includes(text);
  const isShown = (text) => [...document.body.children].some((one) => isRead(one, text)) || [...document.querySelectorAll('input')].some((one) => one.value.includes(text) && !one.matches(field) || one.placeholder.includes(text));
  globalThis.bench = {
    usable: new Promise((done) => {
      const look = () => {
        const control = document.querySelector(field) ?? (early && document.querySelector(early));
        if (control && control.value !== texts[0]) set(control, texts[0]);
        if (control && isShown(shows[0])) done(performance.now());
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }),
    /** Milliseconds from a key until the last change of the document, and until that is painted. */
    key(text) {
      return new Promise((done) => {
        const control = document.querySelector(field);
        const began = performance.now();
        let changed = began;
        const observer = new MutationObserver(() => { changed = performance.now(); });
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        set(control, text);
        const afterFrame = (then) => requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = then;
          port2.postMessage(null);
        });
        // Painted once a frame has passed in which nothing changed any more.
        let painted = began;
        const settle = () => afterFrame(() => {
          const now = performance.now();
          const isStill = changed <= painted;
          if (!isStill) painted = now;
          if (isStill && painted > began) {
            observer.disconnect();
            done([changed - began, painted - began]);
          } else settle();
        });
        settle();
      });
    },
    /** Types so many keys, each in a task of its own and every tenth into a frame of its own, and tells how many fitted. */
    async type(count, ms) {
      const control = document.querySelector(field);
      const last = performance.now() + ms;
      const turn = new MessageChannel();
      for (let n = 0; n < count; n += 1) {
        if (performance.now() > last) return n;
        set(control, texts[n % texts.length]);
        await new Promise((done) => {
          if (n % 10 === 9) requestAnimationFrame(done);
          else {
            turn.port1.onmessage = done;
            turn.port2.postMessage(null);
          }
        });
      }
      return count;
    },
  };
}

/** What comes in time, or nothing. */
function within(ms, awaited) {
  const late = new Promise((done) => AbortSignal.timeout(ms).addEventListener('abort', () => done(undefined)));
  return Promise.race([awaited, late]);
}

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const median = (numbers) => sorted(numbers)[numbers.length >> 1];
const shown = (numbers) => {
  const own = numbers.filter((number) => number !== undefined);
  if (own.length === 0) return '-';
  const [low, high] = [Math.min(...own), Math.max(...own)];
  return `${median(own).toFixed(own.every((one) => one < 100) ? 1 : 0)} (${low.toFixed(0)}-${high.toFixed(0)})`;
};

/** One visit under one condition. */
async function visit(browser, page, origin, slower, line, isLast) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  const tab = await context.newPage();
  const tools = await context.newCDPSession(tab);
  const bytes = new Map();
  const names = new Map();
  tools.on('Network.responseReceived', ({ requestId, response }) => names.set(requestId, response.url));
  tools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => names.has(requestId) && bytes.set(names.get(requestId), encodedDataLength));
  await tools.send('Network.enable');
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  if (line) await tools.send('Network.emulateNetworkConditions', line);
  await tab.addInitScript(watch, { field: page.field, early: page.early, press: page.press, texts: page.texts, shows: page.shows });
  await tab.goto(origin, { waitUntil: 'commit', timeout: PATIENCE_MS }).catch(() => undefined);
  const usable = await within(PATIENCE_MS, tab.evaluate(() => bench.usable).catch(() => undefined));
  if (usable === undefined) {
    await context.close();
    return { first: new Map(bytes) };
  }
  // A page may be usable before the frame in which it is painted has ended.
  const painted = () => new Promise((done) => {
    const tell = (list) => list.getEntriesByName('first-contentful-paint').forEach((entry) => done(entry.startTime));
    new PerformanceObserver(tell).observe({ type: 'paint', buffered: true });
  });
  const paint = await within(PATIENCE_MS, tab.evaluate(painted).catch(() => undefined));
  const first = new Map(bytes);
  const [toDom, toPaint] = [[], []];
  if (!line) {
    for (const text of page.texts.slice(1)) {
      const took = await within(PATIENCE_MS, tab.evaluate((text) => bench.key(text), text).catch(() => undefined));
      if (!took) break;
      toDom.push(took[0]);
      toPaint.push(took[1]);
    }
  }
  // What is told beside the picture must not make a key dear.
  const stories = [];
  for (const story of line ? [] : (page.stories ?? [])) {
    await tab.getByRole('button', { name: story, exact: true }).click();
    await tab.locator('.told [role=status]').first().waitFor();
    const took = [];
    for (const text of page.texts.slice(1)) took.push(await tab.evaluate((text) => bench.key(text), text));
    stories.push([0, 1].map((n) => median(took.map((ms) => ms[n]))));
    await tab.getByRole('button', { name: story, exact: true }).click();
  }
  const nodes = await tab.evaluate(() => document.querySelectorAll('*').length);
  let [bundle, heap, typed] = [undefined, [], undefined];
  if (page.bundle && !line) {
    const taken = tab.waitForEvent('download', { timeout: PATIENCE_MS }).catch(() => undefined);
    bundle = await within(PATIENCE_MS, tab.evaluate((selector) => new Promise((done) => {
      const began = performance.now();
      const click = HTMLAnchorElement.prototype.click;
      HTMLAnchorElement.prototype.click = function handedOut() {
        done(performance.now() - began);
        HTMLAnchorElement.prototype.click = click;
        click.call(this);
      };
      document.querySelector(selector).click();
    }), page.bundle).catch(() => undefined));
    await taken;
  }
  if (isLast && slower === 1) {
    typed = 0;
    for (const keys of [Math.min(WARM_UP, KEYS), Math.max(KEYS - WARM_UP, 0)]) {
      typed += await tab.evaluate(([keys, ms]) => bench.type(keys, ms), [keys, KEYS_MS]);
      await tools.send('HeapProfiler.collectGarbage');
      heap.push((await tools.send('Runtime.getHeapUsage')).usedSize / 1e6);
    }
  }
  await context.close();
  return { usable, paint, dom: toDom.length ? median(toDom) : undefined, painted: toPaint.length ? median(toPaint) : undefined, stories, nodes, bundle, heap, typed, first };
}

const browser = await chromium.launch({ executablePath: executable(), headless: true, args: ARGUMENTS });
const servers = [];
try {
  const places = [];
  for (const page of PAGES) {
    if (page.url) places.push(page.url);
    else {
      const server = await serve(page.folder);
      servers.push(server);
      places.push(`http://127.0.0.1:${server.address().port}/`);
    }
  }
  const rows = [];
  for (const [condition, slower, line] of CONDITIONS) {
    const found = PAGES.map(() => []);
    // The pages take turns, so that what else the machine does meets them alike.
    for (let run = 0; run < RUNS; run += 1) {
      for (const [n, page] of PAGES.entries()) found[n].push(await visit(browser, page, places[n], slower, line, run === RUNS - 1));
    }
    const add = (what, of) => found.some((runs) => runs.some((run) => of(run) !== undefined)) && rows.push([`${what}, ${condition}`, ...found.map((runs) => shown(runs.map(of)))]);
    add('first paint ms', (run) => run.paint);
    add('usable ms', (run) => run.usable);
    add('key to document ms', (run) => run.dom);
    add('key to painted ms', (run) => run.painted);
    for (const [n, story] of (OURS.stories ?? []).entries()) {
      for (const [of, what] of ['document', 'painted'].entries()) add(`key to ${what} ms, ${story} open`, (run) => run.stories?.[n]?.[of]);
    }
    add('bundle, click to file, ms', (run) => run.bundle);
    if (condition === 'x1') {
      add('DOM nodes', (run) => run.nodes);
      add(`heap after ${WARM_UP} keys, MB`, (run) => run.heap?.[0]);
      add('heap after all keys, MB', (run) => run.heap?.[1]);
      add(`keys of ${KEYS} that were typed in ${KEYS_MS / 1000} s`, (run) => run.typed);
      for (const [n, page] of PAGES.entries()) {
        console.log(`\n${page.name}: bytes until usable, by file`);
        for (const [url, bytes] of [...found[n][0].first].sort((a, b) => b[1] - a[1]).slice(0, 12)) console.log(`${String(bytes).padStart(9)}  ${url.replace(places[n], '')}`);
      }
    }
  }
  console.log(`\nMedian of ${RUNS} runs (least-most); processor as it is (x1) and slowed four times (x4).\n`);
  const table = [['', ...PAGES.map((page) => page.name)], PAGES.concat(0).map(() => '---'), ...rows];
  for (const row of table) console.log(`| ${row.join(' | ')} |`);
} finally {
  await browser.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
}
