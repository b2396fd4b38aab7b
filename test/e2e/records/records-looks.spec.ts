import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeRecording } from '../../fixtures/records/made-recording.ts';
import { LabPage, patient, unhurried } from '../lab/lab-page.ts';
import { expectNoViolations } from '../support/axe.ts';
import { leaveAlone, showTheme, sizes, takePicture, themes, whatIsCut } from '../support/looks.ts';
import { serveApp } from '../support/served-app.ts';
import { expect, pictureOf, test } from '../support/test.ts';
import { RecordsPage } from './records-page.ts';

test.describe.configure({ timeout: 240_000 });

/** Not the rows of the list nor what stands beside it: those scroll. */
const words = [
  'header *',
  '.sentence-bar *',
  '.recording-head *',
  '.records-empty *',
  '.graph *',
  '.lab-time *',
  '.lab-ledger *',
  '.replay-bar *',
];

/** Both sizes and both themes: nothing is cut, nothing scrolls, nothing is closed to anybody. */
async function look(page: Page, name: string): Promise<void> {
  await leaveAlone(page);
  for (const size of sizes) {
    for (const theme of themes) {
      await test.step(`${name}, ${size.width}x${size.height}, ${theme}`, async () => {
        await page.setViewportSize(size);
        await showTheme(page, theme);
        await expect.poll(() => whatIsCut(page, words), patient).toEqual([]);
        await takePicture(page, pictureOf(`records-${name}-${size.width}x${size.height}-${theme}`));
      });
    }
    await test.step(`${name}, ${size.width}x${size.height}`, () => expectNoViolations(page));
  }
  await page.setViewportSize(sizes[0]);
}

test('the list in all its states', async ({ page, app, recordings }) => {
  const path = (name: string) => join(recordings, name);
  const records = new RecordsPage(page);
  await new LabPage(page).open(app.url);
  await records.tab.click();
  await expect(page.getByRole('heading', { name: 'No recordings yet' })).toBeVisible();
  await look(page, 'empty');
  await page.keyboard.press('c');
  await expect(records.sign).toHaveText('Will record');
  await look(page, 'armed');
  await page.keyboard.press('c');

  await makeRecording(path('slow.hwrec'), 400, { name: 'Slow consumer' });
  copyFileSync(path('slow.hwrec'), path('cut.hwrec'));
  truncateSync(path('cut.hwrec'), Math.floor(readFileSync(path('slow.hwrec')).length / 2));
  writeFileSync(path('garbage.hwrec'), Buffer.alloc(4_000, 3));
  const name = 'A scenario with a name that is longer than most, as people give them before a demonstration';
  await makeRecording(path('long.hwrec'), 40, { name, recordedAt: '2026-03-01T00:00:00.000Z' });
  for (let next = 0; next < 500; next += 1) copyFileSync(path('slow.hwrec'), path(`slow-${next}.hwrec`));
  await page.keyboard.press('1');
  await records.tab.click();
  await expect(records.sentence).toContainText('504 recordings', patient);
  // Only the rows in sight are in the document, and the end of the list is a key away.
  expect(await records.options.count()).toBeLessThan(60);
  await page.getByRole('listbox').press('End');
  await expect(page.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '504');
  await expect(page.getByRole('option', { selected: true })).toBeInViewport();
  await page.getByRole('listbox').press('Home');
  await records.options.filter({ hasText: 'longer than most' }).click();
  await look(page, 'list');
  await records.options.filter({ hasText: 'damaged' }).click();
  await look(page, 'damaged');
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('button', { name: 'Undo the deletion' })).toBeVisible();
  await look(page, 'deleted');
});

test('a run that is recorded, and its replay', async ({ page, app }) => {
  const lab = new LabPage(page);
  const records = new RecordsPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('slow-consumer'));
  await page.keyboard.press('c');
  await lab.run.click();
  await lab.runsFor(4);
  await lab.freeze.click();
  await look(page, 'recording');
  await records.tab.click();
  await expect(records.options).toContainText('recording now');
  await look(page, 'list-while-recording');
  await page.keyboard.press('1');
  await lab.freeze.click();
  await lab.end();
  await records.tab.click();
  await expect(records.chosen.getByRole('button', { name: 'Play', exact: true })).toBeEnabled(patient);
  await records.play();
  await lab.runsFor(2);
  await page.keyboard.press('Space');
  await expect(lab.phase('paused')).toBeVisible();
  await look(page, 'replay');
  await records.bar.getByRole('button', { name: 'Moments' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await takePicture(page, pictureOf('records-moments'));
  await expectNoViolations(page, '[role="menu"]');
  await page.keyboard.press('Escape');
  await records.timeline.press('End');
  await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
  await look(page, 'replay-end');
});

test('a folder that cannot be read says so, and one that cannot be written to as well', async ({
  page,
  recordings,
  problems,
}) => {
  const file = join(recordings, 'a-file');
  writeFileSync(file, '');
  const app = await serveApp({ recordings: file });
  const records = new RecordsPage(page);
  await new LabPage(page).open(app.url);
  await records.tab.click();
  await expect(records.sentence).toContainText(`${file} cannot be read`);
  await look(page, 'unreadable');
  await expect(page.getByRole('heading', { name: 'The folder cannot be read' })).toBeVisible();
  await records.record.click();
  await expect(records.sentence).toContainText(
    `${file}: recordings cannot be written there: a file stands where the folder should be.`,
  );
  await expect(records.sign).toHaveText('');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(records.sentence).toContainText(`${file} cannot be read`);
  problems.end();
  expect(await app.stop()).toBe(0);
});
