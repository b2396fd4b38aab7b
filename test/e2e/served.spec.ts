import { expect, pictureOf, test } from './support/test.ts';

test('the printed address opens the app, hides its key and survives a reload', async ({ page, app }) => {
  expect(app.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}$/);
  await page.goto(app.url);
  await expect(page).toHaveTitle(/Highwater/);
  await expect(page.getByRole('main')).toBeVisible();
  expect(page.url()).not.toContain('#t=');
  await page.screenshot({ path: pictureOf('served') });
  await page.reload();
  await expect(page.getByRole('main')).toBeVisible();
});

test('the page runs under its policy: nothing inline, nothing evaluated, nothing from elsewhere', async ({
  page,
  app,
}) => {
  const answer = await page.goto(app.url);
  expect(await answer?.headerValue('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  await expect(page.getByRole('main')).toBeVisible();
});

test.describe('with a scenario named', () => {
  test.use({ serveArguments: ['healthy'] });
  test('the run goes on without a click', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page.getByRole('button', { name: /^stop/i })).toBeEnabled();
  });
});
