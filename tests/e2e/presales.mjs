// Prints what the way of a presales engineer costs: from the empty page to a link and a bundle for a customer's range
// with one workload and one published service. Stops are presses of Tab from the last field to the download.
//
//   node tests/e2e/presales.mjs [--stops]        with a built page in dist/

import assert from 'node:assert/strict';
import { end, open } from './stage.mjs';

const stage = await open();
const rows = [];
try {
  const { page, close } = await stage.page({ folded: true });
  let [clicks, keys] = [0, 0];
  const step = async (what, act) => {
    const before = [clicks, keys];
    await act();
    rows.push([what, clicks - before[0], keys - before[1]]);
  };
  const click = async (target) => {
    clicks += 1;
    await target.click();
  };
  const type = async (text) => {
    keys += text.length;
    await page.keyboard.type(text);
  };
  const press = async (key) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const button = (name) => page.getByRole('button', { name, exact: true });
  const focused = (label) => page.waitForFunction((wanted) => document.activeElement.getAttribute('aria-label') === wanted, label);

  await step('the customer\'s range', async () => {
    await click(page.getByLabel('VNet range', { exact: true }));
    await type('10.40.0.0/16');
  });
  await step('a workload by its name', async () => {
    await click(button('Add a workload'));
    await focused('Name of workload 1');
    await type('app');
  });
  await step('a service on the test server', async () => {
    await click(button('Add a service'));
    await focused('Name of service 2');
    await type('web');
    await press('Tab');
    await press('Tab');
    await type('443');
  });
  await page.getByRole('button', { name: /^Ready/ }).waitFor();
  await step('a link to send', async () => {
    await click(button('Share'));
    await click(button('Copy link to this design'));
    await page.getByText('Link copied').waitFor();
    await click(button('Done'));
  });
  await step('the bundle to hand over', async () => {
    const [taken] = await Promise.all([page.waitForEvent('download'), click(button('Download bundle'))]);
    assert.equal(taken.suggestedFilename(), 'fast-ha-bundle.zip');
  });
  const ways = [];
  for (const view of ['Findings', 'Deploy', 'Files', 'Address plan', 'Diagram']) {
    await page.getByRole('tab', { name: view }).click();
    if (view === 'Files') await page.getByRole('region', { name: 'Text of azuredeploy.json' }).waitFor();
    await page.getByLabel('Availability', { exact: true }).focus();
    const stops = [];
    while (stops.at(-1) !== 'Download bundle') {
      assert.ok(stops.length < 400, 'the download is never reached');
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(() => (document.activeElement.ariaLabel ?? document.activeElement.textContent).trim().slice(0, 40)));
    }
    ways.push([view, stops]);
  }
  rows.push(['together', clicks, keys]);
  console.log('| step | clicks | keys |\n| --- | ---: | ---: |');
  rows.forEach(([what, c, k]) => console.log(`| ${what} | ${c} | ${k} |`));
  console.log('\n| view | stops from the form to the download |\n| --- | ---: |');
  ways.forEach(([view, stops]) => console.log(`| ${view} | ${stops.length} |`));
  if (process.argv.includes('--stops')) ways.forEach(([view, stops]) => console.log(`\n${view}: ${stops.join(' | ')}`));
  for (const [view, stops] of ways) assert.ok(stops.length <= 25, `the way from the form over ${view} to the download is short`);
  assert.ok(clicks <= 8 && keys <= 80, 'the way of a presales engineer is short');
  await close();
} finally {
  await end(stage);
}
