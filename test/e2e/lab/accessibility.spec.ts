import { expectNoViolations } from '../support/axe.ts';
import { expect, test } from '../support/test.ts';
import { LabPage, patient, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

test('nothing in the Lab is closed to those who do not see or do not point', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await test.step('ready', () => expectNoViolations(page));

  await page.getByRole('button', { name: 'All keys' }).click();
  const keys = page.getByRole('dialog', { name: 'Keys and appearance' });
  await expect(keys).toBeVisible();
  await test.step('the keys', () => expectNoViolations(page));
  await keys.getByRole('button', { name: 'Close' }).click();

  await lab.openScenario(unhurried('slow-consumer'));
  await lab.run.click();
  await expect(lab.link('feed', 'slow')).toContainText('losing', patient);
  await test.step('running, light', () => expectNoViolations(page));

  await page.getByRole('button', { name: 'Why' }).click(patient);
  await expect(page.getByRole('dialog')).toBeVisible();
  await test.step('why', () => expectNoViolations(page));
  await page.keyboard.press('Escape');

  await lab.socket('feed').click();
  await lab.selected.getByRole('button', { name: 'Break the socket' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await test.step('what can be broken', () => expectNoViolations(page, '[role="menu"]'));
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect(page.getByRole('button', { name: 'Light theme' })).toBeVisible();
  await test.step('running, dark', () => expectNoViolations(page));
  await lab.end();
  await test.step('ended', () => expectNoViolations(page));
});
