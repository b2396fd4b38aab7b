import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startNode, stopAll } from '../../fixtures/outside-programs.ts';
import { expect, pictureOf, test } from '../support/test.ts';

test.afterEach(stopAll);

test('a tap between two programs shows both socket types, topics and messages, and stops', async ({ page, app }) => {
  const feed = await startNode('send', 'pub', 'tcp://127.0.0.1:*', '200', '64');
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('button', { name: 'Tap', exact: true }).click();
  await page.getByRole('button', { name: 'Start the tap' }).click();
  await expect(page.getByRole('alert')).toContainText('Where does the bound program listen?');
  await page.getByLabel('Where the bound program listens').fill(feed.endpoint);
  await page.getByRole('button', { name: 'Start the tap' }).click();

  const taps = page.getByRole('list', { name: 'Started taps' });
  await expect(taps.getByRole('listitem')).toHaveCount(1);
  const listen = /tcp:\/\/127\.0\.0\.1:\d+/.exec(await taps.innerText())?.[0] ?? '';
  expect(listen).not.toBe(feed.endpoint);
  await startNode('receive', 'sub', listen, '0');

  const picture = page.getByRole('region', { name: 'Tapped programs and connections' });
  await expect(picture.getByText('PUB', { exact: true })).toBeVisible();
  await expect(picture.getByText('SUB', { exact: true })).toBeVisible();
  const details = page.getByRole('region', { name: 'Tapped connection' });
  await expect(details).toContainText('ZMTP 3.1');
  await expect(page.getByRole('region', { name: 'What is happening' })).toContainText('Nothing is held up');
  await page.screenshot({ path: pictureOf('attach-tap') });
  expect(await cutOrCovered(page)).toEqual([]);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await details.getByRole('button', { name: 'Subscriptions' }).click();
  await expect(details).toContainText('everything');
  await details.getByRole('button', { name: 'Messages' }).click();
  await expect(details).toContainText('nothing of the messages is kept');
  await details.getByRole('switch', { name: 'Keep the last messages' }).click();
  const messages = details.getByRole('list', { name: 'Messages, newest first' });
  await expect(messages.getByRole('button').first()).toContainText('xxx');
  await details.getByRole('button', { name: 'Hex' }).click();
  await expect(messages.getByRole('button').first()).toContainText('78 78');

  await page.getByRole('button', { name: `Stop the tap at ${listen}` }).click();
  await expect(page.getByRole('region', { name: 'What is happening' })).toContainText('When the tap ended');
  await page.getByRole('button', { name: `Forget the tap at ${listen}` }).click();
  await expect(taps).toHaveCount(0);
});

/** Names beside the charts that are cut, and charts that run under them. */
const cutOrCovered = (page: Page): Promise<readonly string[]> =>
  page.locator('.strip-chart').evaluateAll((charts) =>
    charts.flatMap((chart) => {
      const lines = chart.querySelector('svg')?.getBoundingClientRect().right ?? 0;
      const labels = chart.querySelector('.strip-labels')?.getBoundingClientRect().left ?? 0;
      const names = [...chart.querySelectorAll('.strip-name')].filter((name) => name.scrollWidth > name.clientWidth);
      return [
        ...(lines > labels
          ? [`${chart.getAttribute('aria-label')}: lines end at ${lines}, labels begin at ${labels}`]
          : []),
        ...names.map((name) => `${name.textContent} is cut`),
      ];
    }),
  );

test('an endpoint that is none is refused in one line', async ({ page, app }) => {
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('button', { name: 'Tap', exact: true }).click();
  await page.getByLabel('Where the bound program listens').fill('nowhere');
  await page.getByRole('button', { name: 'Start the tap' }).click();
  await expect(page.getByRole('alert')).toContainText('Where the bound program listens: expected an endpoint');
  await expect(page.getByRole('alert')).toContainText('nowhere');
});
