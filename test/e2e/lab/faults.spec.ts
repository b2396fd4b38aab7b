import { expect, pictureOf, test } from '../support/test.ts';
import { LabPage, patient } from './lab-page.ts';

test.describe.configure({ timeout: 240_000 });

const oneLink = (transport: string) => ({
  name: `One link over ${transport}`,
  description: 'A PUSH and a PULL that keeps up.',
  seconds: 300,
  sockets: [
    { id: 'source', type: 'push', produce: { rate: 200, size: 128 } },
    { id: 'sink', type: 'pull', consume: { serviceMs: 0 } },
  ],
  links: [{ from: 'source', to: 'sink', transport, bind: 'to' }],
});

test.skip(process.platform === 'win32', 'Windows has no ipc');

test('an ipc path is stolen by keyboard alone: refused with its reason before the run, then done, marked and named', async ({
  page,
  app,
}) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(oneLink('ipc'));
  await lab.link('source', 'sink').click();
  const trigger = lab.selected.getByRole('button', { name: 'Break the link' });
  const theft = page.getByRole('menuitem', { name: /^Steal the ipc path/ });

  await trigger.press('Enter');
  await expect(page.getByRole('menu')).toContainText('Press Run first');
  await expect(theft).toBeDisabled();
  await expect(page.getByRole('menuitem', { name: /port/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();

  await lab.run.click();
  await expect(lab.sentence).toContainText('Flowing', patient);
  await trigger.press('Enter');
  const reset = page.getByRole('menuitem', { name: /^Reset the connection/ });
  await expect(reset).toBeDisabled();
  await expect(reset).toContainText('give it a latency or a bandwidth first');
  await page.screenshot({ path: pictureOf('break-the-link') });
  for (let presses = 0; presses < 5 && !(await theft.evaluate((item) => item.matches(':focus'))); presses += 1)
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(lab.changes).toContainText('source-sink: ipc path stolen', patient);
  await expect(lab.sentence).toContainText('Another program has bound the ipc path of source-sink', patient);
  await lab.end();
});

test('a port is taken once its socket is closed, and the restart is told that it is in use', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(oneLink('tcp'));
  await lab.run.click();
  await expect(lab.sentence).toContainText('Flowing', patient);
  await lab.socket('sink').click();
  const take = page.getByRole('menuitem', { name: /^Take the port/ });
  await lab.selected.getByRole('button', { name: 'Break the link' }).click();
  await expect(take).toBeDisabled();
  await expect(take).toContainText('sink holds the port: close sink, take it, then restart sink.');
  await page.keyboard.press('Escape');
  await lab.selected.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(lab.socket('sink')).toContainText('closed', patient);
  await lab.selected.getByRole('button', { name: 'Break the link' }).click();
  await take.click();
  await expect(lab.changes).toContainText('source-sink: port taken', patient);
  await lab.selected.getByRole('button', { name: 'Restart' }).click();
  await expect(lab.sentence).toContainText(/sink could not bind .*: the address is in use/, patient);
  await lab.end();
});

test('HTTP on a ZeroMQ port is named after one press', async ({ page, app }) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(oneLink('tcp'));
  await lab.run.click();
  await expect(lab.sentence).toContainText('Flowing', patient);
  await lab.socket('sink').click();
  await lab.selected.getByRole('button', { name: 'Break the socket' }).click();
  await page.getByRole('menuitem', { name: /^Send it HTTP/ }).click();
  await expect(lab.changes).toContainText('sink: HTTP sent', patient);
  await expect(lab.sentence).toContainText(/does not speak ZMTP|never said anything/, patient);
  await lab.end();
});
