import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { brokenLaws } from './exec-laws.ts';
import { buildActor, runWorld } from './run-world.ts';
import { randomWorld } from './worlds.ts';

/** `npm run soak:exec -- --from N --to N [--only KIND]`: worlds of outside programs under exec, whose counts are held against the programs' own. */
const { values } = parseArgs({
  options: { from: { type: 'string' }, to: { type: 'string' }, only: { type: 'string' } },
});
const from = Number(values.from ?? 1);
const to = Number(values.to ?? from + 19);
const base = mkdtempSync(join(tmpdir(), 'soak-exec-'));
const tools = { actor: buildActor(base), python: pythonWithZmq ?? 'python3', cache: join(base, 'cache') };
mkdirSync(tools.cache, { mode: 0o700 });
const totals = { ran: 0, broken: 0 };
const kinds: Record<string, number> = {};

for (let seed = from; seed <= to; seed += 1) {
  const folder = join(base, String(seed));
  const world = randomWorld(seed, folder);
  if (values.only !== undefined && world.kind !== values.only) continue;
  mkdirSync(folder, { mode: 0o700 });
  const began = performance.now();
  const broken = brokenLaws(await runWorld(world, folder, tools));
  const seconds = (performance.now() - began) / 1000;
  totals.ran += 1;
  kinds[world.kind] = (kinds[world.kind] ?? 0) + 1;
  if (broken.length === 0) rmSync(folder, { recursive: true });
  else {
    totals.broken += 1;
    process.stdout.write(
      `${folder} ${world.kind} (${seconds.toFixed(0)} s)\n${broken.map((line) => `  ${line}\n`).join('')}`,
    );
  }
}
if (totals.broken === 0) rmSync(base, { recursive: true });
else process.exitCode = 1;
process.stdout.write(`${JSON.stringify({ from, to, ...totals, kinds })}\n`);
