import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunReport } from '../../shared/report/report.ts';
import { brokenLaws } from './ledger-laws.ts';
import { randomScenario } from './random-scenario.ts';

/** `npm run soak -- --from N --to N`: runs made-up scenarios one after the other; says which laws they break, and where the file is. */
const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const from = Number(values.from ?? 1);
const to = Number(values.to ?? from + 19);
const folder = mkdtempSync(join(tmpdir(), 'highwater-soak-'));
const totals = { ran: 0, refused: 0, broken: 0 };

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly told: string;
}

/** The longest run, its drain and what else may take time; then it is killed, which breaks a law. */
const patienceMs = 60_000;

function run(file: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/cli.js', 'run', file, '--json'], { timeout: patienceMs });
    let out = '';
    let told = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      told += text;
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, out, told }));
  });
}

function judge({ status, out, told }: Ended): readonly string[] {
  if (status === 2) {
    totals.refused += 1;
    return told.trim().split('\n').length === 1 && out === '' ? [] : ['refused in more than one line'];
  }
  totals.ran += 1;
  if (status !== 0 && status !== 1) return [`ended with ${status}: ${told.slice(-300)}`];
  return brokenLaws(JSON.parse(out) as RunReport);
}

for (let seed = from; seed <= to; seed += 1) {
  const file = join(folder, `soak-${seed}.highwater.json`);
  writeFileSync(file, JSON.stringify(randomScenario(seed), undefined, 2));
  const broken = judge(await run(file));
  if (broken.length === 0) rmSync(file);
  else {
    totals.broken += 1;
    process.stdout.write(`${file}\n${broken.map((line) => `  ${line}\n`).join('')}`);
  }
}
if (totals.broken === 0) rmSync(folder, { recursive: true });
else process.exitCode = 1;
process.stdout.write(`${JSON.stringify({ from, to, ...totals })}\n`);
