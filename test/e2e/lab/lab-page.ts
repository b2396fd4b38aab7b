import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from '../support/test.ts';

/** Runs take as long as a busy machine needs; what is waited for is a condition, never a time. */
export const patient = { timeout: 60_000 };

const builtins = join(import.meta.dirname, '../../../shared/scenario/builtin');

interface ScenarioFile extends Record<string, unknown> {
  readonly name: string;
}

/** A built-in as a file whose time is not over before a busy machine has done what the test asks. */
export const unhurried = (name: string): ScenarioFile => ({
  ...(JSON.parse(readFileSync(join(builtins, `${name}.json`), 'utf8')) as ScenarioFile),
  seconds: 300,
});

/** The Lab as a person finds it: by roles and names, never by what is behind them. */
export class LabPage {
  readonly page: Page;
  readonly run: Locator;
  readonly freeze: Locator;
  readonly stop: Locator;
  readonly sentence: Locator;
  readonly elapsed: Locator;
  readonly chooser: Locator;
  readonly selected: Locator;
  readonly changes: Locator;

  constructor(page: Page) {
    this.page = page;
    const bar = page.getByRole('banner');
    this.run = bar.getByRole('button', { name: 'Run' });
    this.freeze = bar.getByRole('button', { name: 'Freeze' });
    this.stop = bar.getByRole('button', { name: 'Stop' });
    this.elapsed = bar.getByRole('timer', { name: 'Elapsed' });
    this.chooser = bar.getByRole('combobox', { name: /^Scenario: / });
    this.sentence = page.getByRole('region', { name: 'What is happening' }).getByRole('paragraph').first();
    this.selected = page.getByRole('complementary', { name: 'Selected' });
    this.changes = page.getByRole('list', { name: 'Changes while it ran' });
  }

  /** Resolves when what was asked for before is drawn. */
  painted(): Promise<void> {
    return this.page.evaluate(
      () => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))),
    );
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.run).toBeEnabled(patient);
    await expect(this.sentence).toContainText('Ready', patient);
  }

  /** The word beside the elapsed time: ready, running, draining, ended, failed, frozen. */
  phase(word: string): Locator {
    return this.page.getByRole('banner').getByText(word, { exact: true });
  }

  socket(id: string): Locator {
    return this.page.getByRole('button', {
      name: new RegExp(`^${id}\\s*(PUB|SUB|PUSH|PULL|REQ|REP|DEALER|ROUTER|PAIR)`),
    });
  }

  link(from: string, to: string): Locator {
    return this.page.getByRole('button', { name: `Link from ${from} to ${to}` });
  }

  /** The sentence that says what a chart shows, for those who cannot see it. */
  chart(title: string): Locator {
    return this.page.getByRole('figure', { name: title }).getByRole('paragraph').last();
  }

  async choose(title: string): Promise<void> {
    await this.chooser.click();
    await this.page.getByRole('option', { name: title }).first().click();
    await expect(this.chooser).toHaveAccessibleName(`Scenario: ${title}`, patient);
    await expect(this.run).toBeEnabled(patient);
  }

  async openFile(name: string, text: string): Promise<void> {
    const chosen = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Open a scenario file' }).click();
    await (await chosen).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  }

  async openScenario(scenario: ScenarioFile): Promise<void> {
    await this.openFile('test.highwater.json', JSON.stringify({ highwater: 1, ...scenario }));
    await expect(this.chooser).toHaveAccessibleName(`Scenario: ${scenario.name}`, patient);
    await expect(this.run).toBeEnabled(patient);
  }

  /** Seconds of the run, as the timer shows them. */
  async seconds(): Promise<number> {
    const text = (await this.elapsed.textContent()) ?? '';
    const [minutes = 0, seconds = 0] = text.split(':').map(Number);
    return minutes * 60 + seconds;
  }

  async runsFor(seconds: number): Promise<void> {
    await expect.poll(() => this.seconds(), patient).toBeGreaterThanOrEqual(seconds);
  }

  /** Stops the run and waits until everything is accounted for. */
  async end(): Promise<void> {
    await this.stop.click();
    await expect(this.phase('ended')).toBeVisible(patient);
  }

  ledger(from: string, to: string): Ledger {
    return new Ledger(this.page.getByRole('region', { name: `Ledger of ${from} \u2192 ${to}` }));
  }
}

export class Ledger {
  readonly region: Locator;

  constructor(region: Locator) {
    this.region = region;
  }

  row(label: string): Locator {
    const header = this.region.page().getByRole('rowheader', { name: label, exact: true });
    return this.region.getByRole('row').filter({ has: header });
  }

  /** The figure of a line, as it is read out; NaN while it is not known. */
  async figure(label: string): Promise<number> {
    return readFigure(await this.row(label).getByRole('cell').nth(1).innerText());
  }

  async figures<L extends string>(...labels: readonly L[]): Promise<Readonly<Record<L, number>>> {
    const entries = await Promise.all(labels.map(async (label) => [label, await this.figure(label)] as const));
    return Object.fromEntries(entries) as Record<L, number>;
  }
}

export const readFigure = (text: string): number => Number.parseFloat(text.replace(/[~,\s]/g, ''));
