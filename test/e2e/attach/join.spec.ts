import { startNode, stopAll } from '../../fixtures/outside-programs.ts';
import { expect, test } from '../support/test.ts';

test.afterEach(stopAll);

test('a Lab socket joins a program outside after it was said what that changes', async ({ page, app }) => {
  const feed = await startNode('send', 'push', 'tcp://127.0.0.1:*', '100', '64');
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('button', { name: 'Join in' }).click();
  await page.getByRole('button', { name: 'Open it in the Lab' }).click();
  await expect(page.getByRole('alert')).toContainText('expected one such as');
  await page.getByLabel('Endpoint', { exact: true }).fill(feed.endpoint);
  await page.getByLabel('Socket type').selectOption('pull');
  await expect(page.getByRole('note')).toContainText('It takes messages away');
  await page.getByRole('button', { name: 'Open it in the Lab' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: /joined.*PULL/i })).toContainText(/[1-9]\d*\/s/);
});

test('wrong keys are refused in place', async ({ page, app }) => {
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Attach' }).click();
  await page.getByRole('button', { name: 'Join in' }).click();
  await page.getByLabel('Endpoint', { exact: true }).fill('tcp://127.0.0.1:5555');
  await page.getByLabel('CURVE').check();
  await page.getByLabel("The program's public key").fill('short');
  await page.getByRole('button', { name: 'Open it in the Lab' }).click();
  await expect(page.getByRole('alert')).toContainText('serverKey');
  await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Open it in the Lab' })).toBeInViewport({ ratio: 1 });
});
