import type { WebSocketRoute } from '@playwright/test';
import { type ServedApp, serveApp } from '../support/served-app.ts';
import { expect, test } from '../support/test.ts';
import { LabPage, patient, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

const lost = 'The connection to Highwater is lost; it is tried again. What is shown is the last that arrived.';

test('a connection that breaks comes back by itself, with the run that went on meanwhile', async ({ page, app }) => {
  const ways: [page: WebSocketRoute, server: WebSocketRoute][] = [];
  let isCut = false;
  await page.routeWebSocket('**/ws', async (route) => {
    if (isCut) await route.close();
    else ways.push([route, route.connectToServer()]);
  });
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('healthy'));
  await lab.run.click();
  await lab.runsFor(1);

  isCut = true;
  for (const way of ways.splice(0)) for (const end of way) await end.close();
  await expect(lab.sentence).toHaveText(lost, patient);
  await expect(lab.stop).toBeDisabled();
  const stoodAt = await lab.seconds();
  isCut = false;
  await expect(lab.sentence).toContainText('Flowing', patient);
  await lab.runsFor(stoodAt + 1);
  await lab.end();
  await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
});

test('a program that is gone is said calmly, and its next address works in the same tab', async ({
  page,
  problems,
  recordings,
}) => {
  const port = String(20_000 + (process.pid % 20_000));
  const first = await serveApp({ args: ['serve', '--port', port], recordings });
  const lab = new LabPage(page);
  await lab.open(first.url);
  await lab.openScenario(unhurried('healthy'));
  await lab.run.click();
  await lab.runsFor(1);

  // From here on the browser itself complains of refused connections.
  problems.end();
  first.process.kill('SIGKILL');
  await expect(lab.sentence).toHaveText(lost, patient);
  await expect(lab.run).toBeDisabled();
  await expect(lab.link('feed', 'first')).toBeVisible();
  await expect.poll(() => lab.ledger('feed', 'first').figure('sent')).toBeGreaterThan(0);

  const second: ServedApp = await serveApp({ args: ['serve', '--port', port], recordings });
  try {
    await page.goto(second.url);
    await expect(lab.sentence).toContainText('Ready', patient);
    await expect(lab.chooser).toHaveAccessibleName('Scenario: Slow consumer');
    await expect(lab.run).toBeEnabled();
  } finally {
    expect(await second.stop()).toBe(0);
  }
});
