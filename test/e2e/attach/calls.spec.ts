import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, pictureOf, test } from '../support/test.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const fixture = (name: string): string => join(root, 'test/fixtures/plain-zeromq', name);

/** A program under `highwater exec`, in a session of its own, until the test is over. */
const count = (session: string, ...program: readonly string[]): ChildProcess =>
  spawn(
    process.execPath,
    [join(root, 'dist/cli.js'), 'exec', '--session', session, '--', process.execPath, ...program],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );

test.skip(process.platform !== 'linux', 'exec counts on Linux');

test('programs under exec show the ledger between them, and stay on the screen when they end', async ({
  page,
  app,
}) => {
  const session = `e2e-${process.pid}`;
  const port = 20_000 + (process.pid % 10_000);
  const endpoint = `tcp://127.0.0.1:${port}`;
  const programs = [
    count(session, fixture('send.mjs'), 'push', endpoint, '100', '64'),
    count(session, fixture('receive.mjs'), 'pull', endpoint, '0'),
  ];
  try {
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Attach' }).click();
    await page.getByRole('button', { name: 'Calls' }).click();
    await page.getByLabel('Its command').fill('node feed.js');
    await expect(page.getByText('highwater exec -- node feed.js')).toBeVisible();
    await page.getByRole('button', { name: session, exact: true }).click();
    const picture = page.getByRole('region', { name: 'Counted programs' });
    await expect(picture.getByText('PUSH', { exact: true })).toBeVisible();
    await expect(picture.getByText('PULL', { exact: true })).toBeVisible();
    const details = page.getByRole('region', { name: 'Counted connection' });
    await expect(details.getByRole('row', { name: /^delivered [1-9]/ })).toBeVisible();
    await expect(details).toContainText('PUSH to PULL');
    await page.screenshot({ path: pictureOf('attach-calls') });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  } finally {
    await Promise.all(
      programs.map(async (program) => {
        const gone = once(program, 'exit');
        program.kill('SIGTERM');
        await gone;
      }),
    );
  }
  await expect(page.getByRole('region', { name: 'What is happening' })).toContainText('When the session ended');
});
