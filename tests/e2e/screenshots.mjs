// Pictures of every view at four widths and in both themes, to be looked at.

import { mkdirSync } from 'node:fs';
import { open } from './stage.mjs';

const OUT = 'tests/e2e/out';
mkdirSync(OUT, { recursive: true });
const stage = await open();
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1920, 1440, 900, 390]) {
      const { page, close } = await stage.page({ colorScheme, viewport: { width, height: 900 }, folded: true });
      const shot = (name) => page.screenshot({ path: `${OUT}/${name}-${width}-${colorScheme}.png` });
      if (width < 1100) {
        await shot('form');
        await page.getByRole('button', { name: 'Result', exact: true }).click();
      }
      for (const name of ['Diagram', 'Address plan', 'Files', 'Deploy', 'Findings']) {
        await page.getByRole('tab', { name }).click();
        await shot(name.toLowerCase().replace(' ', '-'));
      }
      await close();
    }
  }
} finally {
  await stage.close();
}
console.log(`pictures are in ${OUT}`);
