// What is told beside the picture: a flow with its way lit up, a failover step by step, and both over the whole window.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { becomes, field, press, staged, unfold } from '../stage.mjs';

const stage = staged();

const frame = (page) => page.getByRole('region', { name: 'Picture of the network' });
const status = (page) => page.locator('.told [role=status]');
const lit = (page, selector) => frame(page).locator(`${selector}.is-lit`).count();

test('a flow lights its way up, and one that does not work says where it stops', () =>
  stage.visit(async (page) => {
    await press(page, 'Flows');
    await page.getByText('The flow works.', { exact: false }).waitFor();
    assert.ok((await lit(page, '.wire')) >= 4, 'from the Internet to the unit and on');
    assert.equal(await lit(page, '.unit'), 1, 'the active unit forwards');
    const hops = await page.getByRole('region', { name: 'There' }).getByRole('row').count();
    assert.ok(hops > 5, `${hops} hops`);
    await page.getByLabel('Flow', { exact: true }).selectOption('ha2');
    await page.getByText('Session synchronisation of the pair. The flow works.').waitFor();
    await becomes(page, () => lit(page, '.wire'), 3, 'from unit to unit');
    await page.getByLabel('Egress to the Internet', { exact: true }).selectOption('none');
    await page.getByLabel('Flow', { exact: true }).selectOption('outbound-vmseries-test-server');
    await page.getByText('untrust-subnet has no way to the Internet', { exact: false }).waitFor();
    await becomes(page, () => frame(page).locator('.part.is-stop').count(), 1, 'the hop is marked');
    await press(page, 'Flows');
    await becomes(page, () => frame(page).locator('.is-lit, .is-stop').count(), 0, 'closed, nothing is marked');
  }));

test('a failover is stepped through, played, and told for other timers beside it', () =>
  stage.visit(async (page) => {
    await press(page, 'Failover');
    await status(page).getByText('Before: vmseries-ha-primary is active.', { exact: false }).waitFor();
    const unit = (kind) => frame(page).locator(`.unit.${kind}`).count();
    await becomes(page, async () => [await unit('is-active'), await unit('is-passive')], [1, 1]);
    const off = (name) => page.getByRole('button', { name, exact: true }).getAttribute('aria-disabled');
    assert.deepEqual([await off('Back'), await off('Next')], ['true', 'false'], 'nothing is before the first step');
    await frame(page).getByText('before the fault', { exact: true }).waitFor();
    await press(page, 'Next');
    await frame(page).getByText('to unit A are lost', { exact: false }).waitFor();
    assert.equal(await off('Back'), 'false');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Next', 'the focus stays');
    await becomes(page, async () => [await unit('is-down'), await unit('is-passive')], [1, 1]);
    await page.getByLabel('Beside it').selectOption({ label: 'Aggressive timers, probe 5 s x 2' });
    await page.getByRole('heading', { name: 'Aggressive timers, probe 5 s x 2' }).waitFor();
    assert.equal(await page.getByText(/^New flows are lost/).count(), 2);
    await press(page, 'Play');
    await becomes(page, () => page.evaluate(() => document.activeElement.textContent), 'Pause', 'the focus stays, so that a key pauses');
    await becomes(page, async () => [await unit('is-down'), await unit('is-active')], [1, 1], 'the other unit is active in the end');
    await frame(page).getByText('after 11 to 18 s', { exact: true }).waitFor();
    await status(page).getByText('The failover is over: vmseries-ha-secondary is active and takes new flows at 10.0.1.5 and 10.0.2.5.', { exact: false }).waitFor();
    await page.locator('.lead').getByText('Left to do: mend unit A, which then waits as passive.', { exact: false }).waitFor();
    await becomes(page, () => off('Next'), 'true', 'nothing is after the last step');
    await page.getByLabel('What fails').selectOption({ label: 'HA2' });
    await status(page).getByText('Before:', { exact: false }).waitFor();
  }));

test('what stands there is what is taken along, and a failover plays on without the page', () =>
  stage.visit(async (page) => {
    const animated = page.getByRole('button', { name: 'Download animated SVG', exact: true });
    assert.equal(await animated.isVisible(), false, 'nothing plays yet');
    await press(page, 'Flows');
    await page.getByText('The flow works.', { exact: false }).waitFor();
    const download = async (name) => {
      const [taken] = await Promise.all([page.waitForEvent('download'), press(page, name)]);
      return [taken.suggestedFilename(), readFileSync(await taken.path(), 'utf8')];
    };
    const [, lit] = await download('Download SVG');
    assert.match(lit, /class="wire is-lit"/);
    await press(page, 'Failover');
    await status(page).waitFor();
    const [name, film] = await download('Download animated SVG');
    assert.equal(name, 'failover-unit-a.svg');
    // As an image, where no script runs in any case; who wants no motion sees the end.
    const seen = async (reducedMotion) => {
      const alone = await page.context().browser().newPage({ javaScriptEnabled: true });
      await alone.emulateMedia({ reducedMotion });
      await alone.setContent(film);
      const looks = await alone.evaluate(() => {
        // However long it took to come here.
        for (const moves of document.getAnimations()) {
          moves.pause();
          moves.currentTime = 0;
        }
        const shown = [...document.querySelectorAll('.look')].filter((one) => getComputedStyle(one).opacity === '1');
        return [document.getAnimations().length, shown.map((one) => one.firstElementChild.getAttribute('class')).filter((one) => one.includes(' unit '))];
      });
      await alone.close();
      return looks;
    };
    const [moves, first] = await seen('no-preference');
    assert.ok(moves > 5, `${moves} animations`);
    assert.deepEqual(first, ['part unit is-active is-lit', 'part unit is-passive']);
    assert.deepEqual(await seen('reduce'), [0, ['part unit is-down', 'part unit is-active is-lit']]);
  }));

test('a wide room gets the wide picture, and so does a story; a frame of the desk has the tall one', () =>
  stage.visit(
    async (page) => {
      const shape = () => frame(page).evaluate((one) => {
        const { width, height } = one.querySelector('svg').viewBox.baseVal;
        return width > height * 1.5 ? 'wide' : 'tall';
      });
      await becomes(page, shape, 'tall');
      await page.locator('body').press('f');
      await becomes(page, shape, 'wide');
      await page.locator('body').press('f');
      await becomes(page, shape, 'tall');
      await press(page, 'Flows');
      await becomes(page, shape, 'wide', 'its letters are larger there');
      await press(page, 'Flows');
      await becomes(page, shape, 'tall');
    },
    { viewport: { width: 1280, height: 720 } },
  ));

/** Whether the whole picture is in its frame, and what has to stay in sight is in the window. */
const shown = (page) =>
  page.evaluate(() => {
    const picture = document.querySelector('.picture');
    const seen = (one) => {
      const { top, bottom, x, y, width, height } = one.getBoundingClientRect();
      const over = document.elementFromPoint(x + width / 2, y + height / 2);
      return top >= 0 && bottom <= innerHeight && (one.contains(over) || over?.contains(one));
    };
    const whole = picture.scrollWidth <= picture.clientWidth && picture.scrollHeight <= picture.clientHeight + 1;
    return [whole, [...document.querySelectorAll('.lead button, .lead .outcome, .lead .outcome + p')].every(seen)];
  });

/** The smallest letter of the picture on the screen, in hundredths of a pixel. */
const letter = (page) =>
  frame(page).evaluate((one) => {
    const svg = one.querySelector('svg');
    const { width, height } = svg.getBoundingClientRect();
    const scale = Math.min(width / svg.viewBox.baseVal.width, height / svg.viewBox.baseVal.height);
    const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize));
    return Math.round(Math.min(...sizes) * scale * 100);
  });

/** Those of some labels of the picture that are not wholly in its frame. */
const unseen = (page, selector) =>
  frame(page).evaluate((one, selector) => {
    const room = one.getBoundingClientRect();
    const isOut = ({ left, right, top, bottom }) => left < room.left || right > room.right || top < room.top || bottom > room.bottom;
    const out = [...one.querySelectorAll(selector)].filter((text) => text.textContent && isOut(text.getBoundingClientRect()));
    return out.map((text) => text.textContent);
  }, selector);

const isLast = async (page) => (await page.getByRole('button', { name: 'Next', exact: true }).getAttribute('aria-disabled')) === 'true';

test('over the whole window each design has letters of 11 px in a story, and each step is in sight', () =>
  stage.visit(
    async (page) => {
      await press(page, 'Failover');
      await status(page).waitFor();
      const faults = await page.getByLabel('What fails').locator('option').allTextContents();
      for (const [n, name] of readdirSync('tests/designs').entries()) {
        // An opened design is asked about where another one is being made, and that stands in the desk.
        await field(page, 'VNet name').fill('another');
        await page.locator('#open-design').setInputFiles(`tests/designs/${name}/design.json`);
        await press(page, 'Apply');
        await press(page, 'Full screen');
        const fault = faults[n % faults.length];
        await page.getByLabel('What fails').selectOption({ label: fault });
        await status(page).getByText('Before:', { exact: false }).waitFor();
        const next = page.getByRole('button', { name: 'Next', exact: true });
        const place = await next.boundingBox();
        for (let step = 0; ; step += 1) {
          const what = `${name}, ${fault}, step ${step}`;
          // A link that fails may lie too far from the units that become active later.
          const link = step === 1 ? ', .note.is-down > text' : '';
          await becomes(page, () => unseen(page, `.unit.is-down > .label-state, .chip.is-down > text, .board > .label-name${link}`), [], what);
          assert.ok((await letter(page)) >= 1100, `${what}: ${await letter(page)}`);
          assert.deepEqual(await next.boundingBox(), place, `${what}: Next stays`);
          const cut = await page.locator('.lead > .now').evaluate((one) => one.scrollHeight > one.clientHeight + 1);
          assert.equal(cut, false, `${what}: all that is said is in sight`);
          if (await isLast(page)) break;
          await press(page, 'Next');
          await status(page).getByText(`Step ${step + 1} of`, { exact: false }).waitFor();
        }
        await press(page, 'Full screen');
      }
    },
    { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' },
  ));

test('in the desk a story has the whole picture rather than larger letters where it can be read', () =>
  stage.visit(
    async (page) => {
      await press(page, 'Failover');
      await status(page).waitFor();
      await becomes(page, async () => (await shown(page))[0] && (await letter(page)) >= 700, true);
    },
    { viewport: { width: 1440, height: 900 } },
  ));

test('a picture that a hand has moved stays there, and one that is fitted stays whole', () =>
  stage.visit(
    async (page) => {
      await press(page, 'Full screen');
      await press(page, 'Failover');
      await status(page).waitFor();
      await becomes(page, () => letter(page).then((size) => size >= 1100), true);
      const top = () => frame(page).evaluate((one) => Math.round(one.scrollTop));
      await frame(page).hover();
      await page.mouse.wheel(0, 400);
      await becomes(page, () => top().then((top) => top > 50), true, 'there is more below');
      const moved = await top();
      await press(page, 'Next');
      await status(page).getByText('Step 1 of', { exact: false }).waitFor();
      assert.equal(await top(), moved, 'it stays where it was moved');
      await press(page, 'Fit');
      await becomes(page, () => shown(page), [true, true], 'the whole of it');
      await press(page, 'Next');
      await status(page).getByText('Step 2 of', { exact: false }).waitFor();
      assert.deepEqual(await shown(page), [true, true], 'the next step too');
      await press(page, 'Failover');
      await press(page, 'Failover');
      await becomes(page, () => letter(page).then((size) => size >= 1100), true, 'a new story begins with letters that can be read');
      // Keys move it as well; a click where nothing is drawn moves nothing.
      await frame(page).focus();
      await page.keyboard.press('End');
      const below = () => frame(page).evaluate((one) => Math.round(one.scrollHeight - one.clientHeight - one.scrollTop));
      await becomes(page, below, 0, 'its end');
      const end = await top();
      assert.ok(end > 50, 'there is more at its end');
      await press(page, 'Next');
      await status(page).getByText('Step 1 of', { exact: false }).waitFor();
      assert.equal(await top(), end, 'it stays where a key moved it');
    },
    { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' },
  ));

test('on a phone each step shows what it is about, and the buttons stay where they are', () =>
  stage.visit(
    async (page) => {
      await press(page, 'Result');
      await press(page, 'Full screen');
      await press(page, 'Failover');
      await status(page).waitFor();
      await becomes(page, () => letter(page).then((size) => size >= 800), true, 'it begins with letters that can be read');
      const next = page.getByRole('button', { name: 'Next', exact: true });
      const place = await next.boundingBox();
      const about = [
        '.unit.is-active > .label-state', '.unit.is-down > .label-state', '.board > text',
        '.unit.is-active > .label-state', '.balancer.is-lost > .label-remark', '.unit.is-active > .label-state, .board > text',
      ];
      const told = [
        'A: active. B: passive. Old sessions go on. Outbound leaves by vmseries-inbound-lb-pip.',
        'A: down. B: passive. Old sessions are lost. Outbound leaves by nothing now, before: vmseries-inbound-lb-pip.',
      ];
      for (const [step, labels] of about.entries()) {
        await status(page).getByText(step ? `Step ${step} of` : 'Before', { exact: false }).waitFor();
        // Of two balancers that lie far from each other the first is in sight.
        await frame(page).locator(labels).first().waitFor();
        await becomes(page, async () => (await unseen(page, labels)).length <= (step === 4 ? 1 : 0), true, `step ${step}`);
        await page.getByText(told[step] ?? 'Old sessions are lost', { exact: false }).waitFor();
        assert.deepEqual(await next.boundingBox(), place, `step ${step}`);
        const [seen] = (await shown(page)).slice(1);
        assert.ok(seen, `step ${step}: buttons and words are in sight`);
        if (step + 1 < about.length) await press(page, 'Next');
      }
    },
    { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' },
  ));

for (const [width, height] of [[1280, 720], [1440, 900], [900, 900]]) {
  test(`in the page of ${width} pixels the buttons of a story keep their place, however much is said`, () =>
    stage.visit(
      async (page) => {
        if (width < 1100) await press(page, 'Result');
        await press(page, 'Failover');
        await status(page).waitFor();
        const next = page.getByRole('button', { name: 'Next', exact: true });
        const place = await next.boundingBox();
        assert.ok(place.y + place.height < height, 'in sight');
        for (let step = 1; step <= 5; step += 1) {
          // A hand that lies still on the mouse goes through all of it.
          await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
          await status(page).getByText(`Step ${step} of`, { exact: false }).waitFor();
          assert.deepEqual(await next.boundingBox(), place, `step ${step}`);
        }
      },
      { viewport: { width, height }, reducedMotion: 'reduce' },
    ));
}

test('on a phone a story that opens in the page has its picture above it', () =>
  stage.visit(
    async (page) => {
      await press(page, 'Result');
      for (const story of ['Failover', 'Flows']) {
        await press(page, story);
        const top = () => frame(page).evaluate((one) => one.getBoundingClientRect().top);
        await becomes(page, async () => (await top()) < 100, true, `${story}: the picture is at the top`);
        assert.ok((await top()) > -100, `${story}: and not beyond it`);
      }
    },
    { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' },
  ));

for (const [width, height] of [[1280, 720], [1440, 900], [1920, 1080], [900, 900], [390, 844]]) {
  test(`at ${width} pixels fit shows the whole picture, and the controls of a story and its answer stay in sight`, () =>
    stage.visit(
      async (page) => {
        if (width < 1100) await press(page, 'Result');
        await page.getByRole('button', { name: 'Full screen' }).click();
        await page.locator('.is-full').waitFor();
        await becomes(page, () => shown(page), [true, true], 'the whole window');
        await press(page, 'Failover');
        await status(page).waitFor();
        const cut = () =>
          page.getByLabel('What fails').evaluate((select) => {
            const pen = document.createElement('canvas').getContext('2d');
            pen.font = getComputedStyle(select).font;
            const words = Math.max(...[...select.options].map((option) => pen.measureText(option.text).width));
            return select.clientWidth < words + 16;
          });
        await becomes(page, cut, false, 'what fails is as wide as its words');
        await press(page, 'Fit');
        await becomes(page, () => shown(page), [true, true], 'with a story');
        const scroll = (top) => page.locator('.stage').evaluate((one, top) => { one.scrollTop = top; }, top);
        await scroll(9999);
        await becomes(page, async () => (await shown(page))[1], true, 'the rest is read');
        await scroll(0);
        await page.getByRole('button', { name: 'Full screen' }).click();
        // The page itself scrolls on narrow screens.
        await page.locator('.picture').evaluate((one) => one.scrollIntoView());
        await becomes(page, async () => (await shown(page))[1], true, 'in the desk');
      },
      { viewport: { width, height } },
    ));
}

test('letters of what a story is not about keep their contrast', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await stage.visit(
      async (page) => {
        await press(page, 'Failover');
        await status(page).waitFor();
        await press(page, 'Next');
        await frame(page).getByText('to unit A are lost', { exact: false }).waitFor();
        const least = () =>
          frame(page).evaluate((one) => {
            const read = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
            const light = ([r, g, b]) => {
              const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
              return 0.2126 * x + 0.7152 * y + 0.0722 * z;
            };
            const over = (top, share, below) => top.map((c, n) => c * share + below[n] * (1 - share));
            const opacity = (node) => (node === one ? 1 : Number(getComputedStyle(node).opacity) * opacity(node.parentElement));
            const areas = [...one.querySelectorAll('rect.area')].map((area) => [area.getBoundingClientRect(), area]);
            const ground = read(getComputedStyle(one).backgroundColor).slice(0, 3);
            const ratios = [...one.querySelectorAll('text')].map((text) => {
              const { x, y, width, height } = text.getBoundingClientRect();
              const under = areas.filter(([r]) => r.x <= x && r.y <= y && r.right >= x + width && r.bottom >= y + height);
              const paper = under.reduce((below, [, area]) => {
                const { fill, fillOpacity } = getComputedStyle(area);
                return fill === 'none' ? below : over(read(fill).slice(0, 3), opacity(area) * Number(fillOpacity), below);
              }, ground);
              const ink = over(read(getComputedStyle(text).fill).slice(0, 3), opacity(text), paper);
              const [a, b] = [light(ink), light(paper)].sort((m, n) => n - m);
              return [(a + 0.05) / (b + 0.05), text.textContent];
            });
            return ratios.filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => `${ratio.toFixed(2)} ${text}`);
          });
        await becomes(page, least, [], colorScheme);
      },
      { colorScheme, reducedMotion: 'reduce' },
    );
  }
});

test('the border between form and result is moved by keys and by hand', () =>
  stage.visit(async (page) => {
    const border = page.getByRole('separator', { name: 'Width of the form' });
    const share = () => page.locator('#form').evaluate((one) => Math.round((one.getBoundingClientRect().width / innerWidth) * 100));
    assert.equal(await share(), 40);
    await border.focus();
    for (const [key, now] of [['ArrowLeft', 38], ['End', 70], ['Home', 22], ['ArrowRight', 22]]) {
      await page.keyboard.press(key);
      // No narrower than its fields can be.
      await becomes(page, share, now, key);
    }
    assert.deepEqual(await Promise.all(['now', 'min', 'max'].map((one) => border.getAttribute(`aria-value${one}`))), ['22', '20', '70']);
    const box = await border.boundingBox();
    await page.mouse.move(box.x + 4, 400);
    await page.mouse.down();
    await page.mouse.move(720, 400, { steps: 4 });
    await page.mouse.up();
    await becomes(page, share, 50, 'where it was let go');
  }));

test('over the whole window the hops of a flow are told whole, below the picture and beside it', async () => {
  for (const [width, height] of [[1280, 720], [1920, 1080], [390, 844]]) {
    await stage.visit(
      async (page) => {
        if (width < 1100) await press(page, 'Result');
        await page.locator('#open-design').setInputFiles('tests/designs/hub/design.json');
        await page.getByText('Design opened').waitFor();
        await press(page, 'Full screen');
        await press(page, 'Flows');
        await page.getByText('The flow works.', { exact: false }).waitFor();
        const cut = () =>
          page.evaluate(() => {
            const isCut = (one) => one.scrollHeight > one.clientHeight + 1;
            const leaves = (one) => one.getBoundingClientRect().right > innerWidth;
            const inside = [...document.querySelectorAll('.told .scroll')].filter(isCut);
            return inside.length + [...document.querySelectorAll('.lead select, .lead .outcome')].filter(leaves).length;
          });
        await becomes(page, cut, 0, `${width}`);
      },
      { viewport: { width, height }, reducedMotion: 'reduce' },
    );
  }
});

test('many workloads fold into one part, which opens', () =>
  stage.visit(async (page) => {
    await unfold(page);
    await page.getByLabel('Workload subnets', { exact: true }).fill(Array.from({ length: 50 }, (_, n) => `workload-${n}=10.0.${n + 20}.0/24`).join('\n'));
    const boxes = () => frame(page).locator('.zone-workload').count();
    await becomes(page, boxes, 9);
    await frame(page).getByRole('button', { name: /^Show 42 more workload subnets/ }).click();
    await becomes(page, boxes, 51);
    await frame(page).getByRole('button', { name: 'Show fewer workload subnets' }).click();
    await becomes(page, boxes, 9);
  }));

test('over the whole window no text of the picture is smaller than 11 px', () =>
  stage.visit(
    async (page) => {
      await frame(page).locator('.unit').first().waitFor();
      await page.locator('body').press('f');
      const size = () =>
        frame(page).evaluate((one) => {
          const svg = one.querySelector('svg');
          const { width, height } = svg.getBoundingClientRect();
          const scale = Math.min(width / svg.viewBox.baseVal.width, height / svg.viewBox.baseVal.height);
          const sizes = [...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize));
          return Math.min(...sizes) * scale >= 11;
        });
      await becomes(page, size, true);
      await page.keyboard.press('f');
      await becomes(page, () => page.locator('.is-full').count(), 0);
    },
    { viewport: { width: 1280, height: 720 } },
  ));

test('whatever state a unit is in, its focus is seen', () =>
  stage.visit(async (page) => {
    await press(page, 'Failover');
    await status(page).waitFor();
    const unit = frame(page).locator('.unit.is-active');
    const stroke = () => unit.locator('> .area').evaluate((area) => getComputedStyle(area).stroke);
    const before = await stroke();
    await unit.locator('> .label-name').click();
    await becomes(page, async () => (await stroke()) !== before, true);
  }));

test('what asks for a decision is not hidden by a picture that fills the window', () =>
  stage.visit(async (page) => {
    await field(page, 'VNet range').fill('10.66.0.0/16');
    await press(page, 'Full screen');
    await page.locator('.is-full').waitFor();
    await page.locator('#open-design').setInputFiles(fileURLToPath(new URL('../../designs/zones/design.json', import.meta.url)));
    const leave = page.getByRole('button', { name: 'Leave as it is', exact: true });
    await leave.click();
    await page.locator('.is-full').waitFor();
  }));

test('Escape leaves the full screen, and so does the focus that goes to what it covers', () =>
  stage.visit(async (page) => {
    const isFull = () => page.locator('.whole.is-full').count();
    await press(page, 'Failover');
    await press(page, 'Next');
    for (const leave of [
      () => page.keyboard.press('Escape'),
      () => field(page, 'VNet range').focus(),
    ]) {
      await press(page, 'Full screen');
      await becomes(page, isFull, 1);
      await page.getByRole('button', { name: 'Back', exact: true }).focus();
      assert.equal(await isFull(), 1, 'what is in it does not leave it');
      await leave();
      await becomes(page, isFull, 0);
    }
  }));
