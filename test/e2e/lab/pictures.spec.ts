import { leaveAlone, showTheme, sizes, takePicture, themes, whatIsCut } from '../support/looks.ts';
import { expect, pictureOf, test } from '../support/test.ts';
import { LabPage, patient, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

/** With HIGHWATER_PICTURES=1 (`npm run pictures`) the pictures of docs/ are made anew, at the moment that shows most. */
const forDocs = process.env.HIGHWATER_PICTURES === '1';

const labWords = ['header *', '.sentence-bar *', '.graph *', '.lab-time *', '.lab-ledger *'];

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
        await expect.poll(() => whatIsCut(page, labWords), patient).toEqual([]);
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
