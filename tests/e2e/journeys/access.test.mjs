// Accessibility: no violation of WCAG 2.2 A or AA in any view, in both themes, at three widths.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { end, open, unfold } from '../stage.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let stage;
before(async () => {
  stage = await open();
});
after(() => end(stage));

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 900, 390]) {
    test(`no violation at ${width} pixels, ${colorScheme}`, async () => {
      // High enough for the whole page, since what lies under the bar at the bottom can be scrolled out of it.
      const { page, close } = await stage.page({ colorScheme, viewport: { width, height: width < 1100 ? 8000 : 900 } });
      await page.evaluate(axe);
      const look = async (where) => {
        const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), tags);
        const said = violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`);
        assert.deepEqual(said, [], where);
      };
      await page.getByLabel('VNet range', { exact: true }).fill('10.0.0.1/16');
      await look('form');
      await unfold(page);
      await page.getByRole('button', { name: 'Add a service' }).click();
      await page.getByRole('button', { name: 'Generate' }).click();
      await look('unfolded, with rows and a message');
      if (width < 1100) await page.getByRole('button', { name: 'Result', exact: true }).click();
      for (const name of ['Diagram', 'Address plan', 'Files', 'Deploy', /Findings/]) {
        await page.getByRole('tab', { name }).click();
        await look(String(name));
      }
      await close();
    });
  }
}
