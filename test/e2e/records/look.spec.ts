import { LabPage, patient, unhurried } from '../lab/lab-page.ts';
import { expect, test } from '../support/test.ts';

test.describe.configure({ timeout: 240_000 });
test('look', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  const shot = async (n: string) => {
    for (const [w, h] of [
      [1280, 720],
      [1920, 1080],
    ] as const)
      for (const theme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width: w, height: h });
        const root = page.locator(':root');
        if ((await root.getAttribute('data-theme')) !== theme) await page.keyboard.press('t');
        await lab.painted();
        await page.screenshot({ path: `artifacts/pictures/records-${n}-${w}-${theme}.png`, animations: 'disabled' });
      }
    await page.setViewportSize({ width: 1280, height: 720 });
  };
  await page.getByRole('button', { name: 'Records', exact: true }).click();
  await expect(page.getByText('No recordings yet')).toBeVisible();
  await shot('empty');
  await page.keyboard.press('c');
  await expect(page.getByText('Will record')).toBeVisible();
  await page.keyboard.press('1');
  await lab.run.click();
  await expect(page.getByText('Recording', { exact: true })).toBeVisible();
  await lab.runsFor(6);
  await shot('recording-lab');
  await lab.end();
  await page.keyboard.press('4');
  await expect(page.getByRole('option')).toHaveCount(1);
  await shot('list');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Recording', exact: true })).toBeVisible(patient);
  await lab.runsFor(3);
  await page.keyboard.press('Space');
  await shot('replay');
  await page.getByRole('button', { name: 'Moments' }).click();
  await lab.painted();
  await shot('moments');
  await page.keyboard.press('Escape');
  await page.getByRole('slider', { name: /^Moment/ }).press('End');
  await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
  await shot('end');
});
