import { defineConfig } from '@playwright/test';
import { launchOptions } from './test/e2e/support/browser.ts';

/** One worker: the tests send real traffic, and two at once would slow each other's consumers. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'artifacts/e2e',
  globalSetup: './test/e2e/support/global-setup.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: launchOptions(),
    locale: 'en-US',
    viewport: { width: 1280, height: 720 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    video: 'off',
  },
});
