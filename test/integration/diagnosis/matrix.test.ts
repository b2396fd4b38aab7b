import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../shared/report/finding.ts';
import type { RunReport } from '../../../shared/report/report.ts';
import { type LabelledCase, removeFreshPaths } from '../../fixtures/matrix/build.ts';
import { connectionCases } from '../../fixtures/matrix/connection-cases.ts';
import { flowCases } from '../../fixtures/matrix/flow-cases.ts';
import { healthyCases } from '../../fixtures/matrix/healthy-cases.ts';
import { peerCases } from '../../fixtures/matrix/peer-cases.ts';

/**
 * The confusion matrix of the diagnosis: real runs with a known cause, in processes of their own. Every cause must be
 * named, first or after one that is listed as true beside it, and what is healthy must stay without a finding.
 */
const cases: readonly LabelledCase[] = [...healthyCases, ...flowCases, ...peerCases, ...connectionCases];
const atOnce = 2;

interface Outcome {
  readonly findings: readonly Finding[];
  /** From the onset of the cause to the episode that names it. */
  readonly afterMs: number | undefined;
}

const outcomes = new Map<string, Promise<Outcome>>();
let folder = '';

const run = async (labelled: LabelledCase, index: number): Promise<Outcome> => {
  const file = join(folder, `${index}.highwater.json`);
  await writeFile(file, JSON.stringify(labelled.scenario));
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      ['dist/cli.js', 'run', file, '--json'],
      { maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        // Status 1 is a run in which a bind failed, which some causes are about.
        if (stdout === '') reject(new Error(`${labelled.name}: ${stderr} ${error?.message ?? ''}`));
        else resolve(stdout);
      },
    );
  });
  const { findings } = JSON.parse(output) as RunReport;
  const named = findings.find(({ code }) => code === labelled.label);
  return {
    findings,
    afterMs: named === undefined ? undefined : Math.max(0, (named.fromMs ?? 0) - (labelled.onsetMs ?? 0)),
  };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'highwater-matrix-'));
  let next = 0;
  const lanes = Array.from({ length: atOnce }, () => Promise.resolve());
  cases.forEach((labelled, index) => {
    const lane = next++ % atOnce;
    const outcome = (lanes[lane] as Promise<void>).then(() => run(labelled, index));
    outcomes.set(labelled.name, outcome);
    lanes[lane] = outcome.then(
      () => undefined,
      () => undefined,
    );
  });
});

afterAll(removeFreshPaths);

afterAll(async () => {
  const rows = await Promise.all(
    cases.map(async ({ name, label }) => {
      const { findings, afterMs } = (await outcomes.get(name)) as Outcome;
      const found = findings.map(({ code }) => code).join(', ') || '-';
      return `${label.padEnd(22)} ${name.padEnd(36)} ${(afterMs === undefined ? '-' : `${Math.round(afterMs)} ms`).padStart(8)}  ${found}`;
    }),
  );
  process.stdout.write(`\nConfusion matrix (cause, case, time to the right sentence, found)\n${rows.join('\n')}\n`);
  await rm(folder, { recursive: true, force: true });
});

describe('the diagnosis', () => {
  it('is tried on at least 60 labelled scenarios, 15 of them healthy', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(healthyCases.length).toBeGreaterThanOrEqual(15);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  for (const labelled of cases) {
    it(`${labelled.label}: ${labelled.name}`, { timeout: 600_000 }, async () => {
      const { findings } = (await outcomes.get(labelled.name)) as Outcome;
      const codes = findings.map(({ code }) => code);
      const told = findings.map(({ code, sentence }) => `${code}: ${sentence}`).join('\n');
      if (labelled.label === 'healthy') {
        expect(codes, told).toEqual([]);
        return;
      }
      expect(codes, told).toContain(labelled.label);
      expect([labelled.label, ...(labelled.also ?? [])], told).toContain(codes[0]);
      for (const code of codes) expect([labelled.label, ...(labelled.also ?? [])], told).toContain(code);
    });
  }
});
