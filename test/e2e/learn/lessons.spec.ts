import { expect, pictureOf, test } from '../support/test.ts';
import { expectNoViolations, LearnPage, patient, runUntilTold } from './learn-page.ts';

test.describe.configure({ timeout: 240_000 });

test('a slow subscriber, by pointer: question, prediction, run, reveal, why; and the progress is kept', async ({
  page,
  app,
}) => {
  const learn = new LearnPage(page);
  await learn.open(app.url);
  await expect(page.getByText('24 short lessons')).toBeVisible();
  await test.step('nothing in the course is closed to anybody', () => expectNoViolations(page));

  await test.step('asks first, and gives nothing away', async () => {
    await learn.openLesson('A slow subscriber');
    await expect(learn.words).toContainText('How much of it does slow get in the end?');
    for (const later of ['Reveal', 'Remedy', 'Why']) await expect(learn.step(later)).toBeDisabled();
    await expect(page.getByRole('button', { name: /^feed/ })).toBeVisible();
  });

  await test.step('takes a guess only from the learner', async () => {
    await learn.goOn('Predict');
    await expect(learn.words).toContainText('Move the slider');
    await expect(learn.words.getByRole('button', { name: 'Skip the prediction' })).toBeVisible();
    await learn.words.getByRole('slider').press('End');
    await expect(learn.words.getByRole('slider')).toHaveAttribute('aria-valuetext', '100 %');
    await learn.goOn('To the run');
  });

  await test.step('runs it on real sockets, seen while it goes', async () => {
    await expect(learn.words).toContainText('You said 100 %.');
    const run = learn.words.getByRole('button', { name: /^Run it/ });
    const reveal = learn.words.getByRole('button', { name: 'What happened?' });
    await runUntilTold(
      page,
      async () => {
        await run.click();
        await expect(learn.words).toContainText('Running for 6 seconds', patient);
        await expect(reveal).toBeDisabled();
        await expect(page.getByRole('button', { name: 'Link from feed to slow' })).toContainText('losing', patient);
        await page.screenshot({ path: pictureOf('lesson-running') });
      },
      learn.words.getByText('The run has ended.'),
    );
    await learn.goOn('What happened?');
  });

  await test.step('sets the answer of the run against the guess', async () => {
    await expect(learn.words.getByRole('status')).toContainText(/^You said 100 %; it was [\d.]+ %\.$/);
    const figures = 'Figures of this run';
    const [sent, delivered, lost] = await Promise.all([
      learn.number(figures, 'sent'),
      learn.number(figures, 'delivered'),
      learn.number(figures, 'lost'),
    ]);
    expect(sent).toBe(delivered + lost);
    const said = /it was ([\d.]+) %/.exec((await learn.words.getByRole('status').textContent()) ?? '')?.[1];
    expect(Math.abs(Number(said) - (100 * delivered) / sent)).toBeLessThan(0.1);
    await expectNoViolations(page);
    await page.screenshot({ path: pictureOf('lesson-reveal') });
  });

  await test.step('the prediction cannot be changed afterwards', async () => {
    await learn.step('Predict').click();
    await expect(learn.words.getByRole('slider')).toBeDisabled();
    await learn.step('Why').click();
  });

  await test.step('says why, and links the document that says so', async () => {
    await expect(learn.words).toContainText('A publisher never waits for a subscriber');
    const link = page.getByRole('list', { name: 'Read on' }).getByRole('link', { name: /^zmq_socket\(3\)/ });
    await expect(link).toHaveAttribute('href', 'https://libzmq.readthedocs.io/en/latest/zmq_socket.html');
    await expect(link).toHaveAttribute('target', '_blank');
  });

  await test.step('keeps the progress over a reload, and takes back a new start', async () => {
    await page.keyboard.press('Escape');
    const row = page.getByRole('button', { name: /A slow subscriber surprised/ });
    await expect(row).toBeFocused();
    await page.reload();
    await page.getByRole('button', { name: 'Learn', exact: true }).click(patient);
    await expect(page.getByText('1 of 24 lessons done.')).toBeVisible();
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect(page.getByText('24 short lessons')).toBeVisible();
    await page.getByRole('button', { name: 'Undo: keep my progress' }).click();
    await expect(row).toBeVisible();
    await page.screenshot({ path: pictureOf('course') });
  });
});

test('a filter that matches nothing, by keyboard alone: Enter leads from the question to the why', async ({
  page,
  app,
}) => {
  const learn = new LearnPage(page);
  const { keyboard } = page;
  await learn.open(app.url);
  await page.getByRole('button', { name: /A filter that matches nothing/ }).focus();
  await keyboard.press('Enter');
  await expect(learn.words.getByRole('button', { name: 'Predict' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(learn.words.getByRole('radio', { name: 'all of them' })).toBeFocused();
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await expect(learn.words.getByRole('radio', { name: 'half of them' })).toBeChecked();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await expect(learn.words.getByRole('button', { name: 'To the run' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(learn.words.getByRole('button', { name: 'Run it' })).toBeFocused();
  const reveal = learn.words.getByRole('button', { name: 'What happened?' });
  await runUntilTold(page, () => keyboard.press('r'), learn.words.getByText('The run has ended.'));
  await expect(reveal).toBeFocused();
  await keyboard.press('Enter');
  await expect(learn.words.getByRole('status')).toHaveText(
    'You said \u201chalf of them\u201d; it was \u201cnone of them\u201d.',
  );
  expect(await learn.number('Figures of this run', 'received')).toBe(0);
  expect(await learn.number('Figures of this run', 'published')).toBeGreaterThan(1000);
  await keyboard.press('Enter');
  await expect(learn.words.getByRole('button', { name: 'Run it with the change' })).toBeFocused();
  const compared = page.getByRole('table', { name: 'Before and now' });
  await runUntilTold(page, () => keyboard.press('r'), compared);
  const [received, published] = [
    await learn.number('Before and now', 'received', 1),
    await learn.number('Before and now', 'published', 1),
  ];
  expect(received / published).toBeCloseTo(0.5, 1);
  await expect(learn.words.getByRole('button', { name: 'Why' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(learn.words).toContainText('A subscription is a prefix');
  await keyboard.press('Enter');
  await expect(learn.heading('Closing in a hurry')).toBeVisible();
});

test('same traffic, many policies: five lines of one run, side by side', async ({ page, app }) => {
  const learn = new LearnPage(page);
  await learn.open(app.url);
  await learn.openLesson('Same traffic, many policies');
  await learn.goOn('Predict');
  await learn.words.getByRole('radio', { name: 'PUB, conflate' }).check();
  await learn.goOn('To the run');
  for (const id of ['pub', 'nodrop', 'push', 'conflate', 'dealer'])
    await expect(page.getByRole('button', { name: new RegExp(`^${id}\\s*(PUB|PUSH|DEALER)`) })).toBeVisible();
  await runUntilTold(
    page,
    async () => {
      await learn.words.getByRole('button', { name: /^Run it/ }).click();
      await expect(page.getByRole('button', { name: 'Link from pub to pub-in' })).toContainText('losing', patient);
      await page.screenshot({ path: pictureOf('many-policies-running') });
    },
    learn.words.getByText('The run has ended.'),
  );
  await learn.goOn('What happened?');
  await expect(learn.words.getByRole('status')).toHaveText('You said \u201cPUB, conflate\u201d, and so it was.');
  const table = 'Figures of this run';
  const [lost, refused, waited] = [0, 1, 2];
  expect(await learn.number(table, 'PUB', lost)).toBeGreaterThan(0);
  expect(await learn.number(table, 'PUB + noDrop', refused)).toBeGreaterThan(0);
  for (const line of ['PUB + noDrop', 'PUSH', 'DEALER, ROUTER'])
    expect(await learn.number(table, line, lost), line).toBe(0);
  for (const line of ['PUSH', 'DEALER, ROUTER'])
    expect(await learn.number(table, line, waited), line).toBeGreaterThan(0);
  await expectNoViolations(page);
  await page.screenshot({ path: pictureOf('many-policies-reveal') });
});
