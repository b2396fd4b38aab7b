import type { Locator, Page } from '@playwright/test';
import { patient } from '../lab/lab-page.ts';
import { expect } from '../support/test.ts';

/** The Records tab and the bar that plays a recording, by roles and names. */
export class RecordsPage {
  readonly page: Page;
  readonly tab: Locator;
  readonly sentence: Locator;
  readonly record: Locator;
  readonly options: Locator;
  readonly chosen: Locator;
  readonly sign: Locator;
  readonly bar: Locator;
  readonly timeline: Locator;

  constructor(page: Page) {
    this.page = page;
    this.tab = page.getByRole('button', { name: 'Records', exact: true });
    this.sentence = page.getByRole('region', { name: 'What is happening' }).getByRole('paragraph').first();
    this.record = page.getByRole('button', { name: 'Record', exact: true });
    this.options = page.getByRole('option');
    this.chosen = page.getByRole('complementary', { name: 'Chosen recording' });
    this.sign = page.getByRole('banner').getByRole('status');
    this.bar = page.getByRole('region', { name: 'Recording', exact: true });
    this.timeline = this.bar.getByRole('slider', { name: /^Moment of the recording/ });
  }

  /** A line of the chosen recording, as it is written there. */
  async fact(term: string): Promise<string> {
    const row = this.chosen.locator('div').filter({ has: this.page.getByRole('term').filter({ hasText: term }) });
    return (await row.getByRole('definition').first().textContent()) ?? '';
  }

  async play(): Promise<void> {
    await this.chosen.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(this.bar).toBeVisible(patient);
  }

  /** Where the handle of the time line stands, in ms of the run. */
  async atMs(): Promise<number> {
    return Number(await this.timeline.getAttribute('aria-valuenow'));
  }
}
