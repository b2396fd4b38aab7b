import { copyFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '../../../shared/report/report.ts';
import { makeRecording } from '../../fixtures/records/made-recording.ts';
import { openWindowSocket } from '../../fixtures/records/window-socket.ts';
import { LabPage, patient } from '../lab/lab-page.ts';
import { expect, test } from '../support/test.ts';
import { RecordsPage } from './records-page.ts';

test.describe.configure({ timeout: 120_000 });

/** The report of the run, from the program itself and past the page. */
async function reportOf(url: string): Promise<RunReport> {
  const window = await openWindowSocket(url);
  const answer = await window.call('run.report', {});
  window.close();
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

const grouped = (value: number) => value.toLocaleString('en-US');
const runTime = (ms: number) => `00:${String(Math.floor(ms / 1_000)).padStart(2, '0')}.${Math.floor(ms / 100) % 10}`;

test('a run is recorded, and shown again: the same figures, to and fro in time', async ({ page, app, recordings }) => {
  const lab = new LabPage(page);
  const records = new RecordsPage(page);
  await lab.open(app.url);
  expect(readdirSync(recordings)).toEqual([]);

  await test.step('it is recorded from Run to Stop, and says so', async () => {
    await page.keyboard.press('c');
    await expect(records.sign).toHaveText('Will record');
    await lab.run.click();
    await expect(records.sign).toHaveText('Recording', patient);
    await lab.runsFor(4);
    await lab.end();
    await expect(records.sign).toHaveText('', patient);
  });
  const report = await reportOf(app.url);
  const slow = report.flows.find(({ to }) => to === 'slow');
  if (slow === undefined || slow.firstLossAtMs === null) throw new Error('expected a loss on the way to slow');
  const total = (field: 'sent' | 'lost') => grouped(report.flows.reduce((sum, flow) => sum + flow[field], 0));

  await test.step('the list has the figures of its report', async () => {
    await records.tab.click();
    await expect(records.options).toHaveCount(1);
    await expect(records.options).toContainText('Slow consumer');
    await expect(records.options).toContainText(total('sent'));
    await expect(records.options).toContainText(total('lost'));
    expect(await records.fact('lost, proven')).toBe(total('lost'));
  });

  await test.step('it plays in the Lab, and says that it is a recording', async () => {
    await records.play();
    const title = page.getByRole('region', { name: 'Recording shown' });
    await expect(title).toContainText('Slow consumer');
    await expect(title).toContainText(/recorded \d+ \w+ \d{4}/);
    await expect(lab.phase('playing')).toBeVisible(patient);
    await expect(lab.run).toBeHidden();
    await lab.runsFor(1);
    await expect(lab.socket('slow')).toBeVisible();
    await expect(lab.selected.getByRole('slider').first()).toBeDisabled();
    await expect(lab.selected.getByRole('button', { name: 'Kill' })).toBeDisabled();
  });

  await test.step('the first loss is a press away', async () => {
    const first = records.bar.getByRole('button', { name: /^First loss/ });
    const firstLossAtMs = Math.min(...report.flows.map((flow) => flow.firstLossAtMs ?? Number.POSITIVE_INFINITY));
    await expect(first).toContainText(runTime(firstLossAtMs));
    await page.keyboard.press('Space');
    await expect(lab.phase('paused')).toBeVisible();
    await first.click();
    // The newest tick at or before it; ticks are 50 ms apart, give or take, and a busy machine may leave one out.
    await expect.poll(() => records.atMs(), patient).toBeLessThanOrEqual(firstLossAtMs);
    expect(await records.atMs()).toBeGreaterThan(firstLossAtMs - 500);
    await expect.poll(() => lab.seconds(), patient).toBeLessThanOrEqual(firstLossAtMs / 1_000);
    expect(await lab.ledger('feed', 'slow').figure('sent')).toBeLessThan(slow.sent);
    await expect(page.getByRole('note')).toBeHidden();
  });

  await test.step('at its end stands what the report says', async () => {
    await records.timeline.press('End');
    await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
    await expect
      .poll(() => lab.ledger('feed', 'slow').figures('sent', 'delivered', 'lost, proven'), patient)
      .toEqual({ sent: slow.sent, delivered: slow.delivered, 'lost, proven': slow.lost });
    // The first loss again, from behind: what was learned later is not known there.
    await records.bar.getByRole('button', { name: /^First loss/ }).click();
    await expect.poll(() => lab.ledger('feed', 'slow').figure('sent'), patient).toBeLessThan(slow.sent);
    await expect(page.getByRole('note')).toBeHidden();
  });

  await test.step('back to the Lab', async () => {
    await records.bar.getByRole('button', { name: 'Back to the Lab' }).click();
    await expect(records.bar).toBeHidden(patient);
    await expect(lab.sentence).toContainText('Ready', patient);
    await expect(lab.chooser).toHaveAccessibleName('Scenario: Slow consumer');
  });
});

test('everything by keyboard: record, list, play, seek, delete, undo', async ({ page, app, recordings }) => {
  await makeRecording(join(recordings, 'old.hwrec'), 200, { name: 'Old', recordedAt: '2025-01-01T10:00:00.000Z' });
  await makeRecording(join(recordings, 'new.hwrec'), 200, { name: 'New', recordedAt: '2025-02-01T10:00:00.000Z' });
  const lab = new LabPage(page);
  const records = new RecordsPage(page);
  const { keyboard } = page;
  await lab.open(app.url);

  await test.step('C arms, and again disarms', async () => {
    await keyboard.press('c');
    await expect(records.sign).toHaveText('Will record');
    await keyboard.press('c');
    await expect(records.sign).toHaveText('');
    await keyboard.press('?');
    await expect(page.getByRole('dialog')).toContainText('Record this run, or the next; again to stop');
    await keyboard.press('Escape');
  });

  await test.step('arrows choose, Delete deletes, the deletion is undone', async () => {
    await keyboard.press('4');
    await expect(records.options).toHaveCount(2);
    await expect(page.getByRole('option', { selected: true })).toContainText('New');
    await page.getByRole('listbox').focus();
    await keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { selected: true })).toContainText('Old');
    await keyboard.press('Delete');
    await expect(records.options).toHaveCount(1);
    expect(readdirSync(recordings).filter((name) => name.endsWith('.hwrec'))).toEqual(['new.hwrec']);
    await page.getByRole('button', { name: 'Undo the deletion' }).press('Enter');
    await expect(records.options).toHaveCount(2);
    await expect(page.getByRole('option', { selected: true })).toContainText('Old');
    await expect(records.sentence).toHaveText('old.hwrec is back.');
  });

  await test.step('Enter plays, Space pauses, arrows seek', async () => {
    await page.getByRole('listbox').focus();
    await keyboard.press('Enter');
    await expect(lab.phase('playing')).toBeVisible(patient);
    await keyboard.press('Space');
    await expect(lab.phase('paused')).toBeVisible(patient);
    await records.timeline.focus();
    await keyboard.press('Home');
    await expect.poll(() => records.atMs()).toBe(50);
    await keyboard.press('ArrowRight');
    await expect.poll(() => records.atMs()).toBe(1_050);
    await keyboard.press('Shift+ArrowRight');
    await expect.poll(() => records.atMs()).toBe(1_100);
    await keyboard.press('PageUp');
    await expect.poll(() => records.atMs()).toBe(2_050);
    await expect.poll(() => lab.ledger('feed', 'slow').figure('sent')).toBe(410);
    await keyboard.press('End');
    await expect.poll(() => records.atMs()).toBe(10_000);
    await keyboard.press('Space');
    await expect(lab.phase('playing')).toBeVisible();
    await keyboard.press('Space');
    await expect(lab.phase('paused')).toBeVisible();
  });

  await test.step('the moments are a list', async () => {
    await records.bar.getByRole('button', { name: 'Moments' }).press('Enter');
    await page.getByRole('menuitem', { name: /slow is slow/ }).press('Enter');
    await expect.poll(() => records.atMs()).toBe(600);
    await expect(lab.ledger('feed', 'slow').row('sent')).toContainText('120');
    await records.bar.getByRole('button', { name: '4 times' }).press('Enter');
    await expect(records.bar.getByRole('button', { name: '4 times' })).toHaveAttribute('aria-pressed', 'true');
    await records.bar.getByRole('button', { name: 'Back to the Lab' }).press('Enter');
    await expect(lab.sentence).toContainText('Ready', patient);
  });
});

test('the time line is dragged, and a press near a mark means the mark', async ({ page, app, recordings }) => {
  await makeRecording(join(recordings, 'a.hwrec'), 200, { name: 'Dragged' });
  const lab = new LabPage(page);
  const records = new RecordsPage(page);
  await lab.open(app.url);
  await records.tab.click();
  await records.play();
  await page.keyboard.press('Space');
  await expect(lab.phase('paused')).toBeVisible();
  const box = await records.timeline.boundingBox();
  if (box === null) throw new Error('expected a time line on the screen, found none');
  const xOf = (atMs: number) => box.x + 8 + ((box.width - 16) * (atMs - 50)) / 9_950;
  const y = box.y + box.height / 2;
  await page.mouse.move(xOf(2_000), y);
  await page.mouse.down();
  await page.mouse.move(xOf(8_000), y, { steps: 12 });
  await page.mouse.move(xOf(5_000), y, { steps: 12 });
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await records.atMs()) - 5_000)).toBeLessThanOrEqual(100);
  await page.mouse.click(xOf(1_000) + 4, y);
  await expect.poll(() => records.atMs()).toBe(1_000);
  await expect(lab.changes).toContainText('slow: service ms 10 \u2192 1');
});

test('files that are cut short, damaged or no recordings are shown as such, with what can be read', async ({
  page,
  app,
  recordings,
}) => {
  const path = (name: string) => join(recordings, name);
  await makeRecording(path('whole.hwrec'), 100, { name: 'Whole' });
  copyFileSync(path('whole.hwrec'), path('cut.hwrec'));
  truncateSync(path('cut.hwrec'), Math.floor(readFileSync(path('whole.hwrec')).length / 2));
  writeFileSync(path('garbage.hwrec'), Buffer.alloc(4_000, 3));
  const lab = new LabPage(page);
  const records = new RecordsPage(page);
  await lab.open(app.url);
  await records.tab.click();
  const option = (word: string) => records.options.filter({ hasText: word });
  await expect(option('cut short')).toContainText('Whole', patient);
  await option('damaged').click();
  await expect(records.chosen).toContainText('It is no recording of Highwater');
  await expect(records.chosen.getByRole('button', { name: 'Play', exact: true })).toBeDisabled();
  await option('cut short').click();
  await expect(records.chosen).toContainText('It was cut short');
  await records.play();
  await expect(records.bar.getByRole('img', { name: /^It was cut short/ })).toBeVisible();
  await records.timeline.press('End');
  await expect.poll(() => records.atMs(), patient).toBeGreaterThan(1_000);
  expect(await records.atMs()).toBeLessThan(4_000);
});

test('a recording is opened by dropping it, and something else is refused in one line', async ({
  page,
  app,
  recordings,
}) => {
  const made = join(recordings, 'made.hwrec');
  await makeRecording(made, 200, { name: 'From a colleague' });
  const bytes = readFileSync(made);
  rmSync(made);
  const lab = new LabPage(page);
  const records = new RecordsPage(page);
  await lab.open(app.url);
  const drop = async (name: string, base64: string) => {
    const data = await page.evaluateHandle(
      ([fileName, text]) => {
        const transfer = new DataTransfer();
        const content = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([content], fileName));
        return transfer;
      },
      [name, base64] as const,
    );
    await page.locator('body').dispatchEvent('drop', { dataTransfer: data });
  };
  await drop('cat.hwrec', Buffer.from('not a recording').toString('base64'));
  await expect(lab.sentence).toContainText(
    'cat.hwrec: expected a recording of Highwater, found something else.',
    patient,
  );
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await drop('from a colleague.hwrec', bytes.toString('base64'));
  await expect(page.getByRole('region', { name: 'Recording shown' })).toContainText('From a colleague', patient);
  await expect(records.bar).toBeVisible();
  expect(readdirSync(recordings)).toEqual(['from-a-colleague.hwrec']);
  expect(readFileSync(join(recordings, 'from-a-colleague.hwrec')).equals(bytes)).toBe(true);
});

test('a recording is exported beside itself, and the path is said', async ({ page, app, recordings }) => {
  await makeRecording(join(recordings, 'a.hwrec'), 20, { name: 'Exported' });
  const records = new RecordsPage(page);
  await new LabPage(page).open(app.url);
  await records.tab.click();
  await records.chosen.getByRole('button', { name: 'CSV' }).click();
  await expect(records.sentence).toHaveText(`Exported to ${join(recordings, 'a.csv')}`);
  expect(readFileSync(join(recordings, 'a.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(21);
});
