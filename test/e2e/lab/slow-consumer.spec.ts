import type { Locator } from '@playwright/test';
import { expect, test } from '../support/test.ts';
import { LabPage, patient, readFigure, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });
test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('the slow consumer, by clicking only: loss, why, remedy, recovery, the closed ledger, and once more', async ({
  page,
  app,
}) => {
  const lab = new LabPage(page);
  const ledger = lab.ledger('feed', 'slow');

  await test.step('opens ready, with one obvious thing to do', async () => {
    await lab.open(app.url);
    await expect(lab.chooser).toHaveAccessibleName('Scenario: Slow consumer');
    await expect(lab.stop).toBeDisabled();
    await expect(lab.freeze).toBeDisabled();
    await expect(lab.phase('ready')).toBeVisible();
    await lab.openScenario(unhurried('slow-consumer'));
    await expect(lab.sentence).toContainText('Ready');
  });

  await test.step('shows a loss, and says why', async () => {
    await lab.run.click();
    await expect(lab.sentence).toContainText(/\bslow\b.*\blost\b/, patient);
    test.info().annotations.push({ type: 'seconds until the loss was said', description: String(await lab.seconds()) });
    await expect(lab.link('feed', 'slow')).toContainText('losing');
    await expect(lab.link('feed', 'fast')).toContainText('flowing');
    await expect.poll(() => ledger.figure('lost, unproven'), patient).toBeGreaterThan(0);
  });

  await test.step('gives the evidence, and how each fact is known', async () => {
    await page.getByRole('button', { name: 'Why' }).click();
    const why = page.getByRole('dialog');
    await expect(why.getByRole('heading')).toContainText('slow');
    await expect(why.getByRole('listitem').first()).toContainText(/measured|inferred|estimated/);
    expect(await why.getByRole('listitem').count()).toBeGreaterThanOrEqual(3);
    await expect(why).toContainText('measured');
    await page.getByRole('button', { name: 'Why' }).click();
    await expect(why).toBeHidden();
  });

  await test.step('recovers when the slider is moved', async () => {
    await drag(lab.selected.getByRole('slider', { name: 'service', exact: true }), -200);
    await expect(lab.selected.getByRole('textbox', { name: 'service in ms' })).toHaveValue('0');
    await expect(lab.changes).toContainText(/slow: service ms .* \u2192 0$/, patient);
    await expect.poll(() => ledger.figure('lost, unproven'), patient).toBe(0);
    await expect(lab.link('feed', 'slow')).toContainText('flowing', patient);
    const { sent, 'lost, proven': lost } = await ledger.figures('sent', 'lost, proven');
    expect(lost).toBeGreaterThan(0);
    await expect.poll(() => ledger.figure('sent'), patient).toBeGreaterThan(sent + 2_500);
    expect(await ledger.figure('lost, proven')).toBe(lost);
    await expect(lab.sentence).toContainText(/^(Recovering|Flowing)/, patient);
    await page.getByRole('button', { name: 'Before' }).click();
    const past = page.getByRole('dialog').getByRole('group').filter({ hasText: 'slow was too slow' });
    await expect(past.first()).toContainText('over');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  });

  await test.step('ends with every message accounted for', async () => {
    await lab.end();
    await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
    await expect.poll(() => ledger.figure('queued'), patient).toBe(0);
    const { sent, delivered, 'lost, proven': lost } = await ledger.figures('sent', 'delivered', 'lost, proven');
    expect(sent).toBe(delivered + lost);
    expect(await ledger.figures('residual', 'lost, unproven')).toEqual({ residual: 0, 'lost, unproven': 0 });
    await expect(lab.sentence).toContainText(/slow.*lost/);

    await ledger.region.getByRole('button', { name: 'Copy' }).click();
    await expect(ledger.region.getByRole('button', { name: 'Copied' })).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('feed \u2192 slow (tcp)');
    expect(readFigure(/^. sent +([\d,]+)/m.exec(copied)?.[1] ?? '')).toBe(sent);
    await page.getByRole('button', { name: 'Copy the sentence' }).click();
    await expect(page.getByRole('button', { name: 'Copied' }).first()).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await lab.sentence.textContent());
  });

  await test.step('runs again, from nought, with what was changed', async () => {
    await lab.run.click();
    await expect(lab.phase('running')).toBeVisible(patient);
    await expect(page.getByRole('note')).toBeHidden();
    await expect(lab.sentence).toContainText('Flowing', patient);
    await expect(lab.changes.getByRole('listitem')).toHaveCount(0);
    expect(await ledger.figure('lost, proven')).toBe(0);
    await lab.end();
  });
});

test('a remedy is applied by one press, and taken back by another', async ({ page, app }) => {
  const lab = new LabPage(page);
  const entry = lab.selected.getByRole('textbox', { name: 'service in ms' });
  await lab.open(app.url);
  await lab.openScenario(unhurried('slow-consumer'));
  await lab.run.click();
  await page.getByRole('button', { name: 'Fix' }).click(patient);
  await page.getByRole('menuitem', { name: /Serve a message in/ }).click();
  await expect(entry).toHaveValue(/^0\.\d+$/);
  await expect(lab.changes).toContainText(/slow: service ms 2 \u2192 0\.\d+/, patient);
  await page.getByRole('button', { name: 'Undo the fix' }).click();
  await expect(entry).toHaveValue('2');
  await expect(lab.changes).toContainText(/slow: service ms 0\.\d+ \u2192 2/, patient);
  await expect(page.getByRole('button', { name: 'Undo the fix' })).toBeHidden();
  await lab.end();
});

test('the service time by its slider and its entry: typed, moved by keys, refused in one line', async ({
  page,
  app,
}) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('slow-consumer'));
  const entry = lab.selected.getByRole('textbox', { name: 'service in ms' });
  const slider = lab.selected.getByRole('slider', { name: 'service', exact: true });
  await expect(entry).toHaveValue('2');
  await entry.fill('soon');
  await entry.press('Enter');
  await expect(lab.selected).toContainText('service: expected a number, found "soon".');
  await entry.fill('0.05');
  await entry.press('Enter');
  await expect(slider).toHaveAttribute('aria-valuetext', '0.05 ms');
  await slider.press('End');
  await expect(entry).toHaveValue('1,000');
  await slider.press('Home');
  await expect(entry).toHaveValue('0');
  await lab.run.click();
  await expect(lab.sentence).toContainText('Flowing', patient);
  await expect(lab.link('feed', 'slow')).toContainText('flowing');
  await entry.fill('3');
  await entry.press('Enter');
  await expect(lab.changes).toContainText('slow: service ms 0 \u2192 3', patient);
  await lab.end();
});

/** Moves a slider's thumb with the mouse. */
async function drag(thumb: Locator, byPx: number): Promise<void> {
  const page = thumb.page();
  const box = await thumb.boundingBox();
  if (box === null) throw new Error('expected a slider on the screen, found none');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + byPx, y, { steps: 4 });
  await page.mouse.up();
}
