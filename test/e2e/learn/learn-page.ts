import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/test.ts';

/** Runs take as long as a busy machine needs; what is waited for is a condition, never a time. */
export const patient = { timeout: 60_000 };

const attempts = 3;

/** Learn as a person finds it: by roles and names, never by what is behind them. */
export class LearnPage {
  readonly page: Page;
  /** The step's own words, with its slider, run button and figures. */
  readonly words: Locator;
  readonly stepper: Locator;
  readonly stop: Locator;
  readonly present: Locator;
  readonly presenter: Locator;

  constructor(page: Page) {
    this.page = page;
    this.words = page.getByRole('region', { name: /^Step \d$/ });
    this.stepper = page.getByRole('list', { name: 'Steps of the lesson' });
    this.stop = page.getByRole('main').getByRole('button', { name: 'Stop', exact: true });
    this.present = page.getByRole('button', { name: 'Present', exact: true });
    this.presenter = page.getByRole('dialog', { name: 'Presentation' });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled(patient);
    await this.page.getByRole('button', { name: 'Learn', exact: true }).click();
  }

  async openLesson(title: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^\\d* ?${title}`) }).click();
    await expect(this.heading(title)).toBeVisible();
  }

  heading(title: string): Locator {
    return this.page.getByRole('heading', { name: new RegExp(title) });
  }

  step(title: string): Locator {
    return this.stepper.getByRole('button', { name: title, exact: true });
  }

  /** The button that goes on, by what it says now. */
  async goOn(says: string): Promise<void> {
    await this.words.getByRole('button', { name: says, exact: true }).click();
  }

  figure(table: string, row: string, column = 0): Locator {
    const header = this.page.getByRole('rowheader', { name: row, exact: true });
    const line = this.page.getByRole('table', { name: table }).getByRole('row').filter({ has: header });
    return line.getByRole('cell').nth(column);
  }

  async number(table: string, row: string, column = 0): Promise<number> {
    return Number.parseFloat((await this.figure(table, row, column).innerText()).replace(/[~,\s]/g, ''));
  }
}

/**
 * Makes a run with `start` and waits for `told`. Where the app says that the machine was too slow to tell, it is run again, as
 * a learner would; a machine that stays too slow skips the test, aloud.
 */
export async function runUntilTold(page: Page, start: () => Promise<void>, told: Locator): Promise<void> {
  const slow = page.getByText('too slow to tell');
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await start();
    await expect(slow).toBeHidden();
    await expect(told.or(slow).first()).toBeVisible(patient);
    if (await told.isVisible()) return;
  }
  test.skip(true, (await slow.textContent()) ?? '');
}

export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
}

/** Nothing that is to be read at once is cut off or has to be scrolled to. */
export async function expectAllInSight(words: Locator): Promise<void> {
  const hidden = await words.evaluate((element) => ({
    down: element.scrollHeight - element.clientHeight,
    right: element.scrollWidth - element.clientWidth,
  }));
  expect(hidden.down, 'pixels below the edge').toBeLessThanOrEqual(1);
  expect(hidden.right, 'pixels beyond the edge').toBeLessThanOrEqual(1);
}
