import type { Page } from '@playwright/test';
import { expect, pictureOf, test } from '../support/test.ts';
import { expectAllInSight, expectNoViolations, LearnPage, patient, runUntilTold } from './learn-page.ts';

test.describe.configure({ timeout: 240_000 });

test('a class is led through a lesson by one key, and another class after it', async ({ page, app }) => {
  const learn = new LearnPage(page);
  const { presenter } = learn;
  const { keyboard } = page;
  await learn.open(app.url);
  await learn.openLesson('Inside one process');
  await learn.present.click();
  const words = presenter.locator('.slide-words');
  const keys = presenter.getByRole('navigation', { name: 'Keys' });

  await test.step('the question, large, with nothing but its keys beside it', async () => {
    await expect(presenter).toContainText('after how many messages does source stand?');
    await expect(keys).toContainText(/\u2190 Back.*\u2192 Predict.*Esc Leave/);
    await checkSlide(page, 'present-question');
  });

  await test.step('a show of hands, by number', async () => {
    await keyboard.press('ArrowRight');
    await expect(keys).toContainText('1\u20134 Predict');
    await keyboard.press('2');
    await expect(presenter.getByRole('radio', { name: '20 messages' })).toBeChecked();
    await keyboard.press('ArrowDown');
    await expect(presenter.getByRole('radio', { name: '30 messages' })).toBeChecked();
    await keyboard.press('1');
    await expectNoViolations(page);
    await checkSlide(page, 'present-predict');
  });

  await test.step('the run', async () => {
    await keyboard.press('PageDown');
    await expect(keys).toContainText('\u2192 Run it');
    await runUntilTold(
      page,
      async () => {
        await keyboard.press('ArrowRight');
        await expect(presenter).toContainText('Running for 3 seconds', patient);
        await expect(keys).toContainText('S Stop');
      },
      presenter.getByText('The run has ended.'),
    );
    await expectAllInSight(words);
  });

  await test.step('the reveal and the remedy', async () => {
    await keyboard.press('ArrowRight');
    await expect(presenter.getByRole('status')).toHaveText(
      'You said \u201c10 messages\u201d; it was \u201c30 messages\u201d.',
    );
    await checkSlide(page, 'present-reveal');
    await keyboard.press('ArrowRight');
    await expect(presenter).toContainText('Raise only the receiver\u2019s mark, to 100.');
    await runUntilTold(
      page,
      () => keyboard.press('ArrowRight'),
      presenter.getByRole('table', { name: 'Before and now' }),
    );
    expect(await learn.number('Before and now', 'accepted', 1)).toBe(110);
    await expectNoViolations(page);
    await checkSlide(page, 'present-remedy');
    await keyboard.press('ArrowRight');
    await expect(presenter).toContainText('one queue stands between the two sockets');
    await checkSlide(page, 'present-why');
  });

  await test.step('the window behind it does not act unseen', async () => {
    await keyboard.press('r');
    await keyboard.press('?');
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await expect(keys).toContainText('\u2192 Next lesson');
  });

  await test.step('begins anew for the next class, and leaves', async () => {
    await keyboard.press('Home');
    await expect(presenter).toContainText('after how many messages does source stand?');
    await keyboard.press('ArrowRight');
    await expect(presenter.getByRole('radio', { checked: true })).toHaveCount(0);
    await keyboard.press('Escape');
    await expect(presenter).toBeHidden();
    await expect(learn.words).toBeVisible();
    await keyboard.press('Escape');
    await expect(page.getByText('1 of 24 lessons done.')).toBeVisible();
  });
});

/** Every slide is whole on a projector's and on a notebook's screen; its picture is kept in the dark theme. */
async function checkSlide(page: Page, name: string): Promise<void> {
  const slide = page.locator('.slide-words');
  for (const [width, height] of [
    [1920, 1080],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectAllInSight(slide);
  }
  await page.keyboard.press('t');
  await page.screenshot({ path: pictureOf(name) });
  await page.keyboard.press('t');
}
