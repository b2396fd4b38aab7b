import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import {
  type OutsideProgram,
  pythonWithZmq,
  startNode,
  startPython,
  stopAll,
} from '../../fixtures/outside-programs.ts';
import { expect, pictureOf, test } from '../support/test.ts';

test.afterEach(stopAll);
test.skip(process.platform !== 'linux', 'watching reads the kernel of Linux');

const candidate = ({ pid }: OutsideProgram): RegExp => new RegExp(`\\b${pid}\\b`);

/** A publisher with one subscriber that keeps up and one that does not; from Debian's pyzmq where it is installed. */
const startFeed = async () => {
  const feed = await startNode('send', 'pub', 'tcp://127.0.0.1:*', '10000', '1024');
  const receive = (serviceMs: string) =>
    pythonWithZmq === undefined
      ? startNode('receive', 'sub', feed.endpoint, serviceMs)
      : startPython('receive', 'sub', 'connect', feed.endpoint, serviceMs);
  return { feed, slow: await receive('5'), fast: await receive('0') };
};

test('a program chosen from the list is watched, and the verdict names the slow one', async ({ page, app }) => {
  const { feed, slow, fast } = await startFeed();
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  const list = page.getByRole('list', { name: 'Programs with ZeroMQ' });
  await expect(list.getByRole('button', { name: candidate(slow) })).toBeVisible();
  await list.getByRole('button', { name: candidate(feed) }).click();

  const picture = page.getByRole('region', { name: 'Programs and connections' });
  await expect(picture.getByRole('button', { name: /Send-Q/ })).toHaveCount(2);
  const verdict = page.getByRole('region', { name: 'What is happening' });
  await expect(verdict).toContainText(new RegExp(`process ${slow.pid}\\b.* is the slow side`, 'i'), {
    timeout: 20_000,
  });
  await expect(verdict).not.toContainText(`Process ${fast.pid}`);
  await expect(picture.getByRole('button', { name: new RegExp(`${slow.pid}.*slow`) })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Not visible from here' })).toContainText('high-water marks');
  await expect(page.getByRole('figure', { name: /Waiting in the kernel: Send-Q/ })).toBeVisible();
  await page.screenshot({ path: pictureOf('attach-watch') });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await verdict.getByRole('button', { name: 'Why' }).click();
  await expect(page.getByRole('dialog')).toContainText('rwnd_limited');
  await expect(page.getByRole('list', { name: 'What helps' })).toContainText('Give the consumer less work');
  await page.keyboard.press('Escape');

  await list.getByRole('button', { name: candidate(feed) }).click();
  await expect(verdict).toContainText('When the watch ended');
});

/** Words of a program's box that are cut, or lie on one another. */
const cutOrOverlapping = (page: Page): Promise<readonly string[]> =>
  page.locator('.picture-end').evaluateAll((ends) =>
    ends.flatMap((end) => {
      const words = ['title', 'type', 'pid', 'figure', 'state']
        .map((part) => end.querySelector(`.picture-end-${part}`))
        .filter((part) => part !== null && part.textContent !== '')
        .map((part) => part as HTMLElement);
      const cut = words.filter((word) => word.scrollWidth > word.clientWidth + 1);
      const crossing = words.flatMap((one, at) =>
        words.slice(at + 1).filter((other) => {
          const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
          return a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 1 && b.bottom > a.top + 1;
        }),
      );
      return [...cut, ...crossing].map((word) => `${end.textContent}: ${word.textContent}`);
    }),
  );

test('many readers stand in the picture, and no word is cut or covered', async ({ page, app }) => {
  const { feed, slow } = await startFeed();
  await startNode('receive', 'sub', feed.endpoint, '0');
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('button', { name: candidate(feed) }).click();
  const picture = page.getByRole('region', { name: 'Programs and connections' });
  await expect(picture.getByRole('button', { name: new RegExp(`${slow.pid}.*slow`) })).toBeVisible({ timeout: 20_000 });
  await expect(picture).toHaveAttribute('data-roomy', 'false');
  await expect(picture.locator('.picture-end-figure', { hasText: /cpu/ })).toHaveCount(4);
  expect(await cutOrOverlapping(page)).toEqual([]);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await expect(picture).toHaveAttribute('data-roomy', 'true');
  expect(await cutOrOverlapping(page)).toEqual([]);
});

test('socket types are asked for only after it was said what that does', async ({ page, app }) => {
  const { feed } = await startFeed();
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('button', { name: candidate(feed) }).click();
  await page.getByRole('button', { name: /Ask for the socket types/ }).click();
  await expect(page.getByText('may log a failed handshake')).toBeVisible();
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  const picture = page.getByRole('region', { name: 'Programs and connections' });
  await expect(picture.getByText('PUB', { exact: true })).toBeVisible();
});

test('the list is searched and a program is chosen with keys alone', async ({ page, app }) => {
  const { feed } = await startFeed();
  await page.goto(app.url);
  await page.keyboard.press('2');
  const search = page.getByRole('searchbox', { name: 'Search programs' });
  await search.focus();
  await page.keyboard.type(String(feed.pid));
  const list = page.getByRole('list', { name: 'Programs with ZeroMQ' });
  await expect(list.getByRole('button')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('button', { name: /Stop watching/ })).toBeVisible();
});

test('a port that nobody uses and one that is none are said in one line', async ({ page, app }) => {
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  const port = page.getByLabel('Or everybody at a tcp port');
  await port.fill('70000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('from 1 to 65535');
  await port.fill('1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'What is happening' })).toContainText('Nobody listens on');
});
