import { expect, test } from '../support/test.ts';
import { LabPage, patient, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

test('everything by keyboard: R, Space, arrows, T, ?, Escape, S', async ({ page, app }) => {
  const lab = new LabPage(page);
  const { keyboard } = page;
  let messages = 0;
  page.on('websocket', (socket) => {
    socket.on('framereceived', () => {
      messages += 1;
    });
  });
  await lab.open(app.url);
  await lab.openScenario(unhurried('slow-consumer'));
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());

  await test.step('R runs', async () => {
    await keyboard.press('r');
    await expect(lab.phase('running')).toBeVisible(patient);
    await lab.runsFor(1);
  });

  await test.step('Space freezes the picture while data goes on', async () => {
    await keyboard.press('Space');
    await expect(lab.phase('frozen')).toBeVisible();
    await expect(lab.freeze).toHaveAttribute('aria-pressed', 'true');
    const ledger = lab.ledger('feed', 'slow');
    const stands = await figuresThatStand(lab);
    // The chart and the ledger are of the same frame; either rounds by itself.
    const waiting = /^Messages waiting ([\d,]+) /.exec((await lab.chart('Messages waiting').textContent()) ?? '')?.[1];
    const queued = await ledger.figure('queued');
    expect(Math.abs(Number(waiting?.replaceAll(',', '')) - Number(queued))).toBeLessThanOrEqual(1);
    const before = messages;
    await expect.poll(() => messages, patient).toBeGreaterThan(before + 20);
    expect(await figuresThatStand(lab)).toEqual(stands);
    await keyboard.press('Space');
    await expect(lab.phase('running')).toBeVisible();
    await expect.poll(() => ledger.figure('sent'), patient).toBeGreaterThan(Number(stands.sent));
  });

  await test.step('arrows go from socket to socket', async () => {
    const heading = lab.selected.getByRole('heading', { level: 2 });
    await expect(heading).toHaveText('slow');
    for (const [key, id] of [
      ['ArrowDown', 'fast'],
      ['ArrowLeft', 'feed'],
      ['ArrowRight', /slow|fast/],
    ] as const) {
      await keyboard.press(key);
      await expect(heading).toHaveText(id);
    }
    await expect(page.getByRole('button', { pressed: true }).and(page.locator(':focus'))).toHaveAccessibleName(
      /^(slow|fast)/,
    );
  });

  await test.step('T changes the theme, and back', async () => {
    await expect(page.getByRole('button', { name: 'Dark theme' })).toBeVisible();
    await keyboard.press('t');
    await expect(page.getByRole('button', { name: 'Light theme' })).toBeVisible();
    await keyboard.press('t');
    await expect(page.getByRole('button', { name: 'Dark theme' })).toBeVisible();
  });

  await test.step('? shows all keys, Escape puts them away', async () => {
    await keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys and appearance' });
    await expect(keys).toBeVisible();
    await expect(keys).toContainText('Freeze the picture; data goes on');
    await keyboard.press('Escape');
    await expect(keys).toBeHidden();
  });

  await test.step('S stops', async () => {
    await keyboard.press('s');
    await expect(lab.phase('ended')).toBeVisible(patient);
    await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
  });
});

test('a scenario is chosen by keyboard, and R runs it then', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.chooser.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.type('heal');
  await page.keyboard.press('Enter');
  await expect(lab.chooser).toHaveAccessibleName('Scenario: Healthy', patient);
  await expect(lab.run).toBeEnabled();
  await expect(lab.chooser).toBeFocused();
  await page.keyboard.press('r');
  await expect(lab.phase('running')).toBeVisible(patient);
  await expect(lab.sentence).toContainText('Flowing', patient);
  await expect(lab.chooser).toHaveAccessibleName('Scenario: Healthy');
});

test('the time cursor reads the charts out', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('slow-consumer'));
  await page.keyboard.press('r');
  await lab.runsFor(2);
  const cursor = page.getByRole('slider', { name: /^Time cursor of the charts/ });
  await cursor.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(cursor).toHaveAttribute('aria-valuetext', /Messages waiting .* Messages per second: sent [\d,.]+\/s/);
  await page.keyboard.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('s');
  await expect(lab.phase('ended')).toBeVisible(patient);
});

/** Everything on the screen that would move if the picture did not stand, once what was asked for is painted. */
async function figuresThatStand(lab: LabPage) {
  await lab.painted();
  return {
    elapsed: await lab.elapsed.textContent(),
    sent: await lab.ledger('feed', 'slow').figure('sent'),
    link: await lab.link('feed', 'slow').textContent(),
    sentence: await lab.sentence.textContent(),
    chart: await lab.chart('Messages per second').textContent(),
  };
}
