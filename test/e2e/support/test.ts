import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type ProblemWatch, watchForProblems } from './page-problems.ts';
import { type ServedApp, serveApp } from './served-app.ts';

export interface Fixtures {
  /** An empty folder of the test's own, where the app keeps its recordings. */
  readonly recordings: string;
  /** The built app, served afresh for the test; ending it must succeed. */
  readonly app: ServedApp;
  /** Arguments of `serve`, for tests that want a scenario started. */
  readonly serveArguments: readonly string[];
  /** What the page complains of; anything fails the test. */
  readonly problems: ProblemWatch;
}

/** The test function of every end-to-end test: whatever a page complains of fails it. */
export const test = base.extend<Fixtures>({
  serveArguments: [[], { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern.
  recordings: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'highwater-recordings-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  app: async ({ serveArguments, recordings, problems }, use) => {
    const app = await serveApp({ args: ['serve', ...serveArguments], recordings });
    await use(app);
    problems.end();
    expect(await app.stop(), 'the exit status of the program').toBe(0);
  },
  problems: [
    async ({ context }, use) => {
      const problems = watchForProblems(context);
      await use(problems);
      expect(problems.seen, 'what the page complained of').toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

/** Where pictures of the app are kept. */
export const pictureOf = (name: string): string => `artifacts/pictures/${name}.png`;
