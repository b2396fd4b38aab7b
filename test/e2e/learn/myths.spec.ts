import { expect, pictureOf, test } from '../support/test.ts';
import { expectNoViolations, LearnPage, patient, runUntilTold } from './learn-page.ts';

test.describe.configure({ timeout: 240_000 });

test('a claim is put to the test: a run on real sockets, and a question to the library itself', async ({
  page,
  app,
}) => {
  const learn = new LearnPage(page);
  await learn.open(app.url);
  await page.getByRole('button', { name: 'Myth lab' }).click();
  const claims = page.getByRole('list', { name: 'Claims' });
  await expect(claims.getByRole('listitem')).toHaveCount(16);
  const detail = page.getByRole('region', { name: 'The claim and its experiment' });
  const verdict = detail.getByRole('status').getByText('refuted', { exact: true });

  await test.step('a run', async () => {
    const claim = claims.getByRole('button', { name: /A PUSH has no high-water mark/ });
    await claim.click();
    await expect(claim).not.toContainText('refuted');
    await runUntilTold(
      page,
      async () => {
        await detail.getByRole('button', { name: /^Run/ }).click();
        await expect(detail).toContainText('Running for 2 seconds', patient);
      },
      verdict,
    );
    await expect(detail).toContainText(/exactly 5 messages were accepted for nobody; then source stood for [\d.]+ s/);
    await expect(learn.figure('Figures of this run', 'accepted')).toHaveText('5');
    await expect(claim).toContainText('refuted');
    await expectNoViolations(page);
    await page.screenshot({ path: pictureOf('myth-answered') });
  });

  await test.step('a question to the library, by keyboard', async () => {
    await claims.getByRole('button', { name: /Set zmq.HWM/ }).click();
    await expect(verdict).toBeHidden();
    await page.keyboard.press('r');
    await expect(verdict).toBeVisible(patient);
    await expect(detail).toContainText('Setting option number 1: EINVAL.');
  });

  await test.step('verdicts are kept over a reload', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Learn', exact: true }).click(patient);
    await page.getByRole('button', { name: 'Myth lab' }).click();
    await expect(claims.getByText('refuted')).toHaveCount(2);
  });
});
