import { test as base, expect } from '@playwright/test';
import { watchForProblems } from './page-problems.ts';
import { type ServedApp, serveApp } from './served-app.ts';

export interface Fixtures {
  /** The built app, served afresh for the test; ending it must succeed. */
  readonly app: ServedApp;
  /** Arguments of `serve`, for tests that want a scenario started. */
  readonly serveArguments: readonly string[];
  readonly noProblems: undefined;
}

/** The test function of every end-to-end test: whatever a page complains of fails it. */
export const test = base.extend<Fixtures>({
  serveArguments: [[], { option: true }],
  app: async ({ serveArguments }, use) => {
    const app = await serveApp(...serveArguments);
    await use(app);
    expect(await app.stop(), 'the exit status of the program').toBe(0);
  },
  noProblems: [
    async ({ context }, use) => {
      const problems = watchForProblems(context);
      await use(undefined);
      expect(problems, 'what the page complained of').toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

/** Where pictures of the app are kept. */
export const pictureOf = (name: string): string => `artifacts/pictures/${name}.png`;
