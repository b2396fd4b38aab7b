import type { Page } from '@playwright/test';
import { expect, pictureOf, test } from '../support/test.ts';
import { LabPage, patient, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

/** With HIGHWATER_PICTURES=1 (`npm run pictures`) the pictures of docs/ are made anew, at the moment that shows most. */
const forDocs = process.env.HIGHWATER_PICTURES === '1';
const sizes = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;
const themes = ['light', 'dark'] as const;

test('the slow consumer at both sizes and in both themes: nothing is cut, nothing scrolls', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('slow-consumer'));
  await lab.run.click();
  await expect(lab.sentence).toContainText(/\bslow\b.*\blost\b/, patient);
  if (forDocs) await takeDocsPictures(lab);
  await lab.freeze.click();
  await leaveAlone(page);
  for (const size of sizes) {
    for (const theme of themes) {
      await test.step(`${size.width}x${size.height}, ${theme}`, async () => {
        await page.setViewportSize(size);
        await showTheme(page, theme);
        await expect.poll(() => whatIsCut(page), patient).toEqual([]);
        await takePicture(page, pictureOf(`slow-consumer-${size.width}x${size.height}-${theme}`));
      });
    }
  }
  await lab.freeze.click();
  await lab.end();
});

/** While it runs, with proven and unproven losses side by side. */
async function takeDocsPictures(lab: LabPage): Promise<void> {
  await expect.poll(() => lab.ledger('feed', 'slow').figure('lost, proven'), patient).toBeGreaterThan(0);
  await lab.runsFor(24);
  await leaveAlone(lab.page);
  for (const [theme, name] of [
    ['light', 'slow-consumer'],
    ['dark', 'slow-consumer-dark'],
  ] as const) {
    await showTheme(lab.page, theme);
    await takePicture(lab.page, `docs/pictures/${name}.png`);
  }
}

/** Colours that pass over into each other are at their end in it. */
const takePicture = (page: Page, path: string) => page.screenshot({ path, animations: 'disabled' });

/** Neither a hovered button nor its hint belongs into a picture. */
async function leaveAlone(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
}

async function showTheme(page: Page, theme: (typeof themes)[number]): Promise<void> {
  const root = page.locator(':root');
  if ((await root.getAttribute('data-theme')) !== theme) await page.keyboard.press('t');
  await expect(root).toHaveAttribute('data-theme', theme);
}

/** What a reader of the Lab would miss: words that are cut off, parts that stand outside the window, a page that scrolls. */
function whatIsCut(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const scrolls = scrollWidth > innerWidth || scrollHeight > innerHeight ? ['the page scrolls'] : [];
    const words = [
      ...document.querySelectorAll<HTMLElement>('header *, .sentence-bar *, .graph *, .lab-time *, .lab-ledger *'),
    ]
      .filter((element) => element.childElementCount === 0 && (element.textContent ?? '').trim() !== '')
      .filter((element) => !element.closest('.for-screen-readers, svg') && element.checkVisibility());
    const cut = words.filter((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const isOutside = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
      return (
        isOutside ||
        (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible')
      );
    });
    return [...scrolls, ...cut.map(({ className, textContent }) => `${className}: ${textContent}`)];
  });
}
