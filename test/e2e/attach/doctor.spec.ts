import AxeBuilder from '@axe-core/playwright';
import { startNode, stopAll } from '../../fixtures/outside-programs.ts';
import { expect, pictureOf, test } from '../support/test.ts';

test.afterEach(stopAll);

test('the doctor lists its checks with status, evidence and remedy', async ({ page, app }) => {
  const program = await startNode('send', 'push', 'tcp://127.0.0.1:*', '10', '64');
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Doctor' }).click();
  const checks = page.getByRole('region', { name: 'Checks' });
  await expect(checks.getByText('libzmq-version')).toBeVisible();
  await expect(checks.getByText(/^(ok|warning|failing|unknown)$/).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'What is happening' })).toContainText(/checks/);
  await page.screenshot({ path: pictureOf('doctor') });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  if (process.platform === 'linux') {
    await page.getByRole('checkbox', { name: new RegExp(`\\b${program.pid}\\b`) }).check();
    await expect(checks.getByText(`descriptors-${program.pid}`)).toBeVisible();
  }
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('button', { name: 'Check again' })).toBeEnabled();
});
