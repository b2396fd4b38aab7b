import { expect, test } from '../support/test.ts';
import { LabPage, patient, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 400_000 });

test('every built-in scenario loads, runs and stops', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.chooser.click();
  const titles = await page.getByRole('option').evaluateAll((options) => options.map((option) => option.textContent));
  await page.keyboard.press('Escape');
  expect(titles.length).toBeGreaterThanOrEqual(10);
  for (const [at, description] of titles.entries()) {
    await test.step(description ?? '', async () => {
      await lab.chooser.click();
      await page.getByRole('option').nth(at).click();
      await expect(lab.phase('ready')).toBeVisible(patient);
      await expect(lab.sentence).toContainText('Ready');
      await lab.run.click();
      await lab.runsFor(2);
      await expect(page.getByRole('button', { name: /^Link from/ }).first()).toContainText(
        /flowing|filling|blocked|losing|idle/,
      );
      await lab.end();
      await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
    });
  }
});

test('the same traffic side by side: PUB loses, PUSH waits, in words and in shapes', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('slow-pub-push'));
  await lab.run.click();
  const losing = lab.link('publisher', 'subscriber');
  const blocked = lab.link('pusher', 'puller');
  await expect(losing).toContainText('losing', patient);
  await expect(blocked).toContainText('blocked', patient);
  await expect(lab.socket('publisher')).toContainText('losing');
  await expect(lab.socket('pusher')).toContainText('blocked');
  const shapes = await Promise.all([losing, blocked].map((link) => link.locator('use').first().getAttribute('href')));
  expect(shapes).toEqual(['#state-losing', '#state-blocked']);

  await blocked.click();
  await expect(lab.chart('Sender blocked')).toContainText(/blocked (?!0 %)[\d.]+\s%/, patient);
  await expect
    .poll(() => lab.ledger('pusher', 'puller').figures('lost, proven', 'lost, unproven'))
    .toEqual({
      'lost, proven': 0,
      'lost, unproven': 0,
    });
  await losing.click();
  await expect.poll(() => lab.ledger('publisher', 'subscriber').figure('lost, unproven'), patient).toBeGreaterThan(0);
  await lab.end();
});

test('inproc has one queue that holds the sum of both marks, and loses what comes above', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.choose('Slow consumer inside one process');
  await lab.run.click();
  const link = lab.link('feed', 'slow');
  await expect(link).toContainText('losing', patient);
  await expect(link).toContainText(/pipe\s*30/);
  await expect(link).not.toContainText('kernel');
  await expect(lab.sentence).toContainText(/slow.*\blost\b.*feed/, patient);
  await expect(lab.phase('ended')).toBeVisible(patient);
});

test('a burst that does not fit loses a part of itself, and the queue empties again', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.choose('A burst that does not fit');
  await lab.run.click();
  const ledger = lab.ledger('feed', 'reader');
  await expect.poll(() => ledger.figure('sent'), patient).toBeGreaterThanOrEqual(4_000);
  await lab.end();
  await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
  await expect.poll(() => ledger.figure('lost, proven'), patient).toBeGreaterThan(0);
  const { sent, delivered, 'lost, proven': lost } = await ledger.figures('sent', 'delivered', 'lost, proven');
  expect(sent).toBe(delivered + lost);
  await expect(lab.sentence).toContainText(/lost/);
});
