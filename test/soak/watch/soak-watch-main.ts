import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { randomWorld } from './random-world.ts';
import { brokenLaws } from './watch-laws.ts';
import { runWorld } from './world-run.ts';

/** `npm run soak:watch -- --from N --to N`: watches made-up worlds of plain programs, one after the other; says which laws are broken, and where all that was said is. */
const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const from = Number(values.from ?? 1);
const to = Number(values.to ?? from + 9);
const folder = mkdtempSync(join(tmpdir(), 'highwater-soak-watch-'));
const totals = { ran: 0, unstarted: 0, broken: 0 };

for (let seed = from; seed <= to; seed += 1) {
  const world = randomWorld(seed, pythonWithZmq !== undefined);
  const run = await runWorld(world, pythonWithZmq ?? '').catch((error: unknown) => String(error));
  if (typeof run === 'string') {
    totals.unstarted += 1;
    process.stdout.write(`seed ${seed} did not start: ${run.split('\n')[0]}\n`);
    continue;
  }
  totals.ran += 1;
  const broken = brokenLaws(world, run);
  if (broken.length === 0) continue;
  totals.broken += 1;
  const file = join(folder, `world-${seed}.json`);
  const { out, runs, ...rest } = run;
  const programs = runs.map(({ program, pid, told }) => ({ pid, program, told }));
  writeFileSync(file, JSON.stringify({ world, ...rest, programs, report: out }, undefined, 1));
  process.stdout.write(`${file}\n${broken.map((line) => `  ${line}\n`).join('')}`);
}
if (totals.broken === 0) rmSync(folder, { recursive: true });
else process.exitCode = 1;
process.stdout.write(`${JSON.stringify({ from, to, ...totals })}\n`);
