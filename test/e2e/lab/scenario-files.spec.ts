import { readFileSync } from 'node:fs';
import { expect, test } from '../support/test.ts';
import { LabPage, patient } from './lab-page.ts';

const scenario = {
  highwater: 1,
  name: 'Notes, from a file',
  description: 'Two sockets that were not there before.',
  seconds: 60,
  sockets: [
    { id: 'writer', type: 'push', produce: { rate: 50, size: 64 } },
    { id: 'reader', type: 'pull', consume: { serviceMs: 1 } },
  ],
  links: [{ from: 'writer', to: 'reader', transport: 'inproc' }],
};

test('a scenario file is opened, changed and saved; a wrong one is refused in one line that names the place', async ({
  page,
  app,
}) => {
  const lab = new LabPage(page);
  await lab.open(app.url);
  await lab.openScenario(scenario);
  await expect(lab.socket('writer')).toBeVisible();
  await expect(lab.socket('reader')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What is happening' })).toContainText(scenario.description);

  await test.step('a wrong value', async () => {
    const [writer, reader] = scenario.sockets;
    const wrong = { ...scenario, sockets: [{ ...writer, produce: { rate: -5, size: 64 } }, reader] };
    await lab.openFile('wrong.highwater.json', JSON.stringify(wrong));
    await expect(lab.sentence).toContainText(/sockets\.writer\.produce\.rate.*found -5/, patient);
    expect(await lab.sentence.textContent()).not.toContain('\n');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(lab.sentence).toContainText('Ready');
  });

  await test.step('no JSON at all', async () => {
    await lab.openFile('broken.highwater.json', '{ "highwater": 1,');
    await expect(lab.sentence).toContainText(/broken\.highwater\.json/, patient);
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  await test.step('what stood before still stands, and runs', async () => {
    await expect(lab.chooser).toHaveAccessibleName(`Scenario: ${scenario.name}`);
    await lab.run.click();
    await expect(lab.sentence).toContainText('Flowing', patient);
  });

  await test.step('saved as it now stands', async () => {
    await lab.socket('reader').click();
    const entry = lab.selected.getByRole('textbox', { name: 'service in ms' });
    await entry.fill('4');
    await entry.press('Enter');
    await expect(lab.changes).toContainText('reader: service ms 1 \u2192 4', patient);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the scenario as it now stands' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('notes-from-a-file.highwater.json');
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8')) as typeof scenario;
    expect(saved).toMatchObject({ highwater: 1, name: scenario.name, seconds: 60 });
    expect(saved.sockets[1]).toMatchObject({ id: 'reader', consume: { serviceMs: 4 } });
    await lab.end();
    await lab.openScenario(saved);
    await expect(lab.sentence).toContainText('Ready', patient);
  });
});
