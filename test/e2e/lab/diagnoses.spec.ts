import { expect, test } from '../support/test.ts';
import { LabPage, patient, unhurried } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

test('a link that is made too narrow is named, with its limit', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('healthy'));
  await lab.run.click();
  await expect(lab.sentence).toContainText('Flowing', patient);
  await lab.link('feed', 'first').click();
  const entry = lab.selected.getByRole('textbox', { name: 'bandwidth in B/s' });
  await entry.fill('50k');
  await entry.press('Enter');
  await expect(lab.changes).toContainText(/bytes\/s 0 \u2192 50,000/, patient);
  await expect(lab.sentence).toContainText(/The link feed-first is at its limit of 50 kB\/s/, patient);
  await lab.end();
});

test('a subscription that fits no topic is named, with what is published and what is asked for', async ({
  page,
  app,
}) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  const healthy = unhurried('healthy');
  const sockets = healthy.sockets as readonly { readonly id: string }[];
  await lab.openScenario({
    ...healthy,
    sockets: sockets.map((socket) => (socket.id === 'second' ? { ...socket, subscribe: ['Prices'] } : socket)),
  });
  await lab.run.click();
  await expect(lab.sentence).toContainText(/second hears nothing.*"Prices".*"prices"/, patient);
  await page.getByRole('button', { name: 'Fix' }).click();
  await expect(page.getByRole('menuitem', { name: /Subscribe second to "prices"/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await lab.end();
});

test('a worker that is killed is named, with what it took along', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(unhurried('pipeline-workers'));
  await lab.run.click();
  await lab.runsFor(2);
  await lab.socket('worker-slow').click();
  await lab.selected.getByRole('button', { name: 'Kill' }).click();
  await expect(lab.socket('worker-slow')).toContainText('closed', patient);
  await expect(lab.sentence).toContainText(/worker-slow died and took [\d,]+ messages/, patient);
  await lab.end();
  await expect(page.getByRole('note')).toContainText('Ledger closed', patient);
});
