import { LabPage, unhurried } from '../lab/lab-page.ts';
import { expect, test } from '../support/test.ts';
import { LearnPage, patient } from './learn-page.ts';

test.describe.configure({ timeout: 240_000 });

test('a run that is stopped, left or reloaded leaves nothing running and nothing claimed', async ({ page, app }) => {
  const learn = new LearnPage(page);
  const lab = new LabPage(page);
  await learn.open(app.url);
  await learn.openLesson('The late joiner');
  await learn.step('Run').click();
  const run = learn.words.getByRole('button', { name: 'Run it', exact: true });

  await test.step('stopped', async () => {
    await run.click();
    await expect(learn.words).toContainText('Running for 5 seconds', patient);
    await expect(learn.stop).toBeEnabled();
    await learn.stop.click();
    await expect(learn.words.getByRole('status')).toContainText('stopped before its time', patient);
    await expect(run).toBeVisible();
    await expect(learn.step('Reveal')).toBeDisabled();
  });

  await test.step('left for another lesson, where it is named and can be ended', async () => {
    await run.click();
    await expect(learn.words).toContainText('Running for 5 seconds', patient);
    await page.keyboard.press('Escape');
    await learn.openLesson('Only the newest');
    await learn.step('Run').click();
    await expect(learn.words).toContainText('\u201cThe late joiner\u201d still runs.');
    await learn.stop.click();
    await expect(learn.words.getByRole('button', { name: 'Run it', exact: true })).toBeVisible(patient);
  });

  await test.step('reloaded: the run is found in the Lab, and ends there', async () => {
    await run.click();
    await expect(learn.words).toContainText('Running for 6 seconds', patient);
    await page.reload();
    await expect(lab.chooser).toHaveAccessibleName(/Lesson: only the newest/, patient);
    await lab.end();
    await page.getByRole('button', { name: 'Learn', exact: true }).click();
    await expect(page.getByText('24 short lessons')).toBeVisible();
  });

  await test.step('what runs in the Lab is named before it is ended, and can be brought back', async () => {
    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await lab.openScenario(unhurried('healthy'));
    await lab.run.click();
    await lab.runsFor(1);
    await page.getByRole('button', { name: 'Learn', exact: true }).click();
    await learn.openLesson('Only the newest');
    await learn.step('Run').click();
    await expect(learn.words).toContainText('This ends the run of \u201cHealthy\u201d in the Lab.');
    await run.click();
    await expect(learn.words).toContainText('Running for 6 seconds', patient);
    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await lab.end();
    await page.getByRole('button', { name: 'Learn', exact: true }).click();
    await expect(learn.words).toContainText('stopped before its time', patient);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Bring back .Healthy. to the Lab$/ }).click();
    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await expect(lab.chooser).toHaveAccessibleName('Scenario: Healthy', patient);
    await expect(lab.run).toBeEnabled(patient);
  });
});

test('a program that ends in the middle of a run is said calmly', async ({ page, app, problems }) => {
  const learn = new LearnPage(page);
  await learn.open(app.url);
  await learn.openLesson('The late joiner');
  await learn.step('Run').click();
  await learn.words.getByRole('button', { name: 'Run it', exact: true }).click();
  await expect(learn.words).toContainText('Running for 5 seconds', patient);
  // From here on the browser itself complains of refused connections.
  problems.end();
  await app.stop();
  await expect(learn.words.getByRole('alert')).toContainText('Highwater does not answer', patient);
  await expect(learn.stop).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'What is happening' })).toContainText(
    'connection to Highwater is lost',
  );
});

test('progress that cannot be read or kept costs nothing but itself, and is said', async ({ page, app }) => {
  const learn = new LearnPage(page);
  await page.addInitScript(() => {
    localStorage.setItem('highwater.learn', '{"version":1,"lessons":{"linger":7},"myths":[');
    const keep = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (key === 'highwater.learn') throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      keep.call(this, key, value);
    };
  });
  await learn.open(app.url);
  await expect(page.getByText('24 short lessons')).toBeVisible();
  await page.getByRole('button', { name: 'Myth lab' }).click();
  await page.getByRole('button', { name: /Set zmq.HWM/ }).click();
  await page.getByRole('button', { name: 'Run the experiment' }).click();
  await expect(page.getByText('refuted').first()).toBeVisible(patient);
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'no room to keep your progress' })).toBeVisible();
});
