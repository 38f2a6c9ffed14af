// Pictures of every view at four widths and in both themes, to be looked at; names of views given as arguments are
// the only ones taken.

import { mkdirSync } from 'node:fs';
import { open } from './stage.mjs';

const OUT = 'tests/e2e/out';
mkdirSync(OUT, { recursive: true });
const only = process.argv.slice(2);

/** Each view: how it is opened, and what is seen once it is all there. */
const VIEWS = [
  ['diagram', 'Diagram', async (page) => page.locator('.picture .diagram').waitFor()],
  ['flows', 'Diagram', async (page) => {
    await page.getByRole('button', { name: 'Flows', exact: true }).click();
    await page.locator('.stage .told select').first().waitFor();
  }],
  ['failover', 'Diagram', async (page) => {
    await page.getByRole('button', { name: 'Failover', exact: true }).click();
    await page.locator('.stage .told button, .stage .told select').first().waitFor();
  }],
  ['full-screen', 'Diagram', async (page) => page.getByRole('button', { name: 'Full screen' }).click()],
  ['address-plan', 'Address plan', async (page) => page.locator('.plan .cell').first().waitFor()],
  ['files', 'Files', async (page) => {
    await page.locator('.file').first().waitFor();
    await page.getByRole('region', { name: 'Text of azuredeploy.json' }).locator('.row').first().waitFor();
  }],
  ['deploy', 'Deploy', async (page) => page.getByText('Command line').first().waitFor()],
  ['audit', 'Audit', async (page) => page.locator('.audit').waitFor()],
  ['findings', 'Findings', async (page) => page.locator('.finding').first().waitFor()],
];

/** Whether the check of the whole design has ended and nothing is moving. */
const settled = async (page) => {
  await page.locator('.status:not(.is-checking)').waitFor();
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
};

const stage = await open();
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1920, 1440, 900, 390]) {
      const { page, close } = await stage.page({ colorScheme, viewport: { width, height: 900 }, folded: true, reducedMotion: 'reduce' });
      const fullPage = width < 1100;
      const shot = async (name) => {
        await settled(page);
        await page.screenshot({ path: `${OUT}/${name}-${width}-${colorScheme}.png`, fullPage });
      };
      if (fullPage) {
        if (!only.length || only.includes('form')) await shot('form');
        await page.getByRole('button', { name: 'Result', exact: true }).click();
      }
      for (const [name, tab, show] of VIEWS) {
        if (only.length && !only.includes(name)) continue;
        await page.getByRole('tab', { name: 'Findings' }).click();
        await page.getByRole('tab', { name: tab }).click();
        await show(page);
        await shot(name);
        if (name === 'full-screen') await page.getByRole('button', { name: 'Full screen' }).click();
      }
      await close();
    }
  }
} finally {
  await stage.close();
}
console.log(`pictures are in ${OUT}`);
