import type { Page } from '@playwright/test';
import { expect } from './test.ts';

export const sizes = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;
export const themes = ['light', 'dark'] as const;

/** Colours that pass over into each other are at their end in it. */
export const takePicture = (page: Page, path: string) => page.screenshot({ path, animations: 'disabled' });

/** Neither a hovered button nor its hint belongs into a picture. */
export async function leaveAlone(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
}

export async function showTheme(page: Page, theme: (typeof themes)[number]): Promise<void> {
  const root = page.locator(':root');
  if ((await root.getAttribute('data-theme')) !== theme) await page.keyboard.press('t');
  await expect(root).toHaveAttribute('data-theme', theme);
}

/** What a reader would miss of the parts that are chosen: words that are cut off, parts that stand outside the window, a page that scrolls. */
export function whatIsCut(page: Page, selectors: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((chosen) => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const scrolls = scrollWidth > innerWidth || scrollHeight > innerHeight ? ['the page scrolls'] : [];
    const words = [...document.querySelectorAll<HTMLElement>(chosen)]
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
  }, selectors.join(', '));
}
