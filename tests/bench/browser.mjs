// What a keystroke costs in the browser: script time from the key's event until findings, diagram and the
// open file stand in the page, with the processor slowed four times, and what follows once typing pauses.
// Counted in the page's own processor time, so that a busy machine does not count. Prints figures and judges
// nothing. Views can be chosen: `node tests/bench/browser.mjs Files`.

import { open } from '../e2e/stage.mjs';

const GOAL_MS = 16;
const SLOWER = 4;
/** Longer than the page waits before it makes what may come later; its own clock is put forward by this. */
const PAUSE_MS = 700;
const KEYS = 24;
const WARM_UP = 6;

const numbers = (text) => Array.from({ length: KEYS }, (_, n) => text(n + 1));
const letters = 'abcdefghijklmnopqrstuvwxyz';
/** A field, and its text after each key. */
const TYPED = [
  ['VNet range', 'network.range', numbers((n) => `10.${n}.0.0/16`)],
  ['VNet range, half', 'network.range', numbers((n) => `10.${n}.0.0/`)],
  ['Unit A name', 'pair.a.name', numbers((n) => `fw-${letters.slice(0, n)}`)],
  ['Services', 'balance.services', numbers((n) => `web-${letters.slice(0, n)} tcp 443 -> 10.0.2.6:8443\nike udp 500 -> 10.0.2.6`)],
  ['Password', 'access.password', numbers((n) => `Correct-horse-9${letters.slice(0, n)}`)],
];
/** A view, the file that is open in it, and whether a password is typed before. */
const VIEWS = [
  ['Diagram'],
  ['Address plan'],
  ['Findings'],
  ['Files', 'azuredeploy.json'],
  ['Files', 'bootstrap/VM1/config/bootstrap.xml'],
  ['Files', 'azuredeploy.json', 'Bench-pass-0001!'],
  ['Files', 'bootstrap/VM1/config/bootstrap.xml', 'Bench-pass-0001!'],
];

/** Types into a control as a key does, and waits until the page has nothing more to do at once. */
const key = (page, id, text) =>
  page.evaluate(
    ([id, text]) =>
      new Promise((done) => {
        const control = document.getElementById(id);
        const value = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value');
        if (text !== null) {
          value.set.call(control, text);
          control.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
        // Everything that follows from the event at once runs before the next message.
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done();
        channel.port2.postMessage(null);
      }),
    [id, text],
  );

/** A page in which a view is open, and a way to read how long its scripts have run, in ms. */
async function prepared(stage, view, file, password) {
  const { page, close } = await stage.page();
  if (password) await page.locator('[id="field-access.password"]').fill(password);
  await page.getByRole('tab', { name: view }).click();
  if (file) await page.getByRole('list', { name: 'Files' }).getByRole('button').filter({ hasText: file }).first().click();
  await page.clock.install();
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const script = async () => {
    const { metrics } = await tools.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'ScriptDuration').value * 1000;
  };
  return { page, script, close };
}

/** The times of each key, and what each pause costs. */
async function measured({ page, script }, id, texts) {
  const [keys, pauses] = [[], []];
  for (const [n, text] of texts.entries()) {
    const idle = await script();
    await key(page, id, null);
    const before = await script();
    await key(page, id, text);
    const after = await script();
    // What the measuring itself costs is taken off; the first keys wait for the browser's own compiler.
    if (n >= WARM_UP) keys.push(after - before - (before - idle));
    if (n % 8 === 7) {
      await page.clock.runFor(PAUSE_MS);
      pauses.push((await script()) - after);
    }
  }
  return [sorted(keys), sorted(pauses)];
}

const sorted = (times) => [...times].sort((a, b) => a - b);
const middle = (times) => times[times.length >> 1];
const shown = (ms, width = 9) => ms.toFixed(1).padStart(width);

const stage = await open();
try {
  console.log(`keystroke in the browser, processor slowed ${SLOWER} times: ms of script (goal: median under ${GOAL_MS})`);
  console.log(`${'view'.padEnd(42)}${'field'.padEnd(18)}   median    worst  pause`);
  for (const [view, file, password] of VIEWS.filter(([view]) => !process.argv[2] || view === process.argv[2])) {
    for (const [label, field, texts] of TYPED) {
      const place = await prepared(stage, view, file, password);
      const [keys, pauses] = await measured(place, `field-${field}`, texts);
      const where = [view, file?.split('/').at(-1), password && 'with a password'].filter(Boolean).join(', ');
      const figures = shown(middle(keys)) + shown(keys.at(-1)) + shown(middle(pauses), 7);
      console.log(where.padEnd(42) + label.padEnd(18) + figures);
      await place.close();
    }
  }
} finally {
  await stage.close();
}
