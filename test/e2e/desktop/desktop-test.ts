import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { CallName } from '../../../shared/contract.ts';
import type { PreloadBridge } from '../../../shared/wire.ts';
import { test as base, expect } from '../support/test.ts';
import { type DesktopApp, openDesktopApp } from './desktop-app.ts';

interface DesktopFixtures {
  readonly userData: string;
  /** The desktop app with its window open; closing the window must end it with status 0. */
  readonly desktop: DesktopApp;
  readonly argv: readonly string[];
}

export const test = base.extend<DesktopFixtures>({
  argv: [[], { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  userData: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'highwater-user-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  desktop: async ({ page, userData, argv, problems }, use) => {
    const desktop = await openDesktopApp(page, { userData, argv });
    await use(desktop);
    problems.end();
    expect(await desktop.closeWindow(), `the exit status; ${desktop.main.output.stderr}`).toBe(0);
  },
});
export { expect };

type WithBridge = Window & { readonly highwater: PreloadBridge };

/** Calls the application as the page's own code does. */
export const callFromPage = (page: Page, name: string, payload: unknown = {}): Promise<unknown> =>
  page.evaluate(([call, value]) => (window as unknown as WithBridge).highwater.invoke(call as CallName, value), [
    name,
    payload,
  ] as const);
