// Three browsers behind the same five verbs: Chromium over Playwright, Firefox over WebDriver BiDi, and
// WebKit, which stands for Safari, over WebDriver in a display of its own. What they need comes from the
// distribution's packages.
//
//   visit(url)             loads a page
//   ask(function, ...)     runs a function in the page and gives what it returns
//   click(xpath)           as a pointer does
//   type(xpath, text)      as keys do
//   close()                ends everything that was started

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium as playwright } from 'playwright-core';
import WebSocket from 'ws';
import { ARGUMENTS, executable } from './stage.mjs';

/** Processes, each with those it started; none outlives this one. */
const running = new Set();
process.once('exit', () => running.forEach((child) => process.kill(-child.pid, 'SIGKILL')));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));

function start(program, options, { stdio = ['ignore', 'ignore', 'ignore'], env = {} } = {}) {
  const child = spawn(program, options, { stdio, env: { ...process.env, ...env }, detached: true });
  running.add(child);
  return child;
}

async function stop(child) {
  running.delete(child);
  if (child.exitCode === null && child.signalCode === null) {
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
  }
}

/** The first that exists. */
function found(what, paths) {
  const path = paths.find((one) => one && existsSync(one));
  if (!path) throw new Error(`no ${what} found; \`make browser\` installs it`);
  return path;
}

/** The first line of a process that a pattern matches, or the reason why there is none. */
async function line(stream, pattern) {
  for await (const text of createInterface({ input: stream })) {
    const match = text.match(pattern);
    if (match) return match;
  }
  throw new Error(`the process ended without ${pattern}`);
}

export async function chromium() {
  const folder = mkdtempSync(join(tmpdir(), 'fast-ha-chromium-'));
  const browser = await playwright.launch({ executablePath: executable(), headless: true, args: ARGUMENTS });
  const page = await browser.newPage();
  page.on('download', (taken) => taken.saveAs(join(folder, taken.suggestedFilename())));
  const at = (xpath) => page.locator(`xpath=${xpath}`);
  return {
    folder,
    visit: (url) => page.goto(url),
    ask: (ask, ...given) => page.evaluate(`(${ask})(...${JSON.stringify(given)})`),
    click: (xpath) => at(xpath).click(),
    type: (xpath, text) => at(xpath).pressSequentially(text),
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function firefox() {
  const folder = mkdtempSync(join(tmpdir(), 'fast-ha-firefox-'));
  const profile = join(folder, 'profile');
  mkdirSync(profile);
  const settings = {
    'browser.download.folderList': 2, 'browser.download.dir': folder, 'browser.download.useDownloadDir': true,
    'browser.download.always_ask_before_handling_new_types': false, 'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false, 'app.update.enabled': false, 'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false, 'browser.safebrowsing.downloads.enabled': false, 'services.settings.server': '',
  };
  const lines = Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, 'user.js'), lines.join(''));
  const program = found('Firefox', [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox']);
  const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
  const child = start(program, options, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [, address] = await line(child.stderr, /WebDriver BiDi listening on (ws:\S+)/);
  child.stderr.resume();
  const socket = new WebSocket(`${address}/session`);
  await once(socket, 'open');
  const open = new Map();
  socket.on('message', (data) => {
    const { id, type, result, message } = JSON.parse(data);
    const asked = open.get(id);
    if (!asked) return;
    open.delete(id);
    if (type === 'success') asked.done(result);
    else asked.fail(new Error(message));
  });
  const send = (method, params) =>
    new Promise((done, fail) => {
      const id = send.last = (send.last ?? 0) + 1;
      open.set(id, { done, fail });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await send('session.new', { capabilities: {} });
  const { contexts: [{ context }] } = await send('browsingContext.getTree', {});
  const call = async (text, given) => {
    const { type, result, exceptionDetails } = await send('script.callFunction', {
      functionDeclaration: text, arguments: given.map((value) => ({ type: 'string', value })), target: { context }, awaitPromise: true,
    });
    if (type === 'exception') throw new Error(exceptionDetails.text);
    return result;
  };
  const click = async (xpath) => {
    const element = await call(FIND, [xpath]);
    const origin = { type: 'element', element: { sharedId: element.sharedId } };
    const pressed = [{ type: 'pointerMove', x: 0, y: 0, origin }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
    await send('input.performActions', { context, actions: [{ type: 'pointer', id: 'pointer', actions: pressed }] });
  };
  return {
    folder,
    visit: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    async ask(ask, ...given) {
      const { value } = await call(`async (given) => JSON.stringify((await (${ask})(...JSON.parse(given))) ?? null)`, [JSON.stringify(given)]);
      return JSON.parse(value);
    },
    click,
    async type(xpath, text) {
      await click(xpath);
      const keys = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
      await send('input.performActions', { context, actions: [{ type: 'key', id: 'keys', actions: keys }] });
    },
    async close() {
      socket.close();
      await stop(child);
      rmSync(folder, { recursive: true });
    },
  };
}

/** The element at an XPath, brought into sight. */
const FIND = `(xpath) => {
  const element = document.evaluate(xpath, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
  if (!element) throw new Error('nothing at ' + xpath);
  element.scrollIntoView({ block: 'center' });
  return element;
}`;

/** A port that is free now. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export async function webkit() {
  const folder = mkdtempSync(join(tmpdir(), 'fast-ha-webkit-'));
  // The browser puts downloads where the person's folders are said to be.
  writeFileSync(join(folder, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${folder}"\n`);
  const display = start('Xvfb', ['-displayfd', '1', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [, number] = await line(display.stdout, /^(\d+)$/);
  const libraries = '/usr/lib';
  const places = readdirSync(libraries).flatMap((one) => ['4.1', '4.0', '6.0'].map((version) => join(libraries, one, `webkit2gtk-${version}`, 'MiniBrowser')));
  const port = await freePort();
  const env = { DISPLAY: `:${number}`, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder, WEBKIT_DISABLE_DMABUF_RENDERER: '1' };
  const child = start(found('WebKitWebDriver', ['/usr/bin/WebKitWebDriver']), [`--port=${port}`], { env });
  const send = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  while (!(await send('GET', '/status').catch(() => null))) if (child.exitCode !== null) throw new Error('WebKitWebDriver ended');
  const binary = found('MiniBrowser', [process.env.MINIBROWSER, ...places]);
  const wanted = { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
  const { sessionId } = await send('POST', '/session', { capabilities: { alwaysMatch: wanted } });
  const session = `/session/${sessionId}`;
  await send('POST', `${session}/window/rect`, { width: 1440, height: 950 });
  const element = async (xpath) => `${session}/element/${(await send('POST', `${session}/element`, { using: 'xpath', value: xpath }))[ELEMENT]}`;
  return {
    folder,
    visit: (url) => send('POST', `${session}/url`, { url }),
    ask: (ask, ...args) => send('POST', `${session}/execute/sync`, { script: `return (${ask})(...arguments)`, args }),
    click: async (xpath) => send('POST', `${await element(xpath)}/click`, {}),
    type: async (xpath, text) => send('POST', `${await element(xpath)}/value`, { text }),
    async close() {
      await send('DELETE', session);
      await stop(child);
      await stop(display);
      rmSync(folder, { recursive: true });
    },
  };
}
