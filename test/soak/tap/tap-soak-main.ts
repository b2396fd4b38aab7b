import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomWorld } from './random-world.ts';
import { runWorld } from './run-world.ts';
import { brokenLaws } from './tap-laws.ts';

/** `npm run soak:tap -- --from N --to N`: worlds of programs that talk through a tap, one after the other; says which laws they break. */
const { values } = parseArgs({
  options: { from: { type: 'string' }, to: { type: 'string' }, story: { type: 'string' }, loud: { type: 'boolean' } },
});
const from = Number(values.from ?? 1);
const to = Number(values.to ?? from + 19);
const folder = mkdtempSync(join(tmpdir(), 'highwater-soak-tap-'));
const totals = { worlds: 0, broken: 0, messages: 0, mostBytes: 0 };

for (let seed = from; seed <= to; seed += 1) {
  const world = randomWorld(seed);
  if (values.story !== undefined && world.story !== values.story) continue;
  totals.worlds += 1;
  const name = `${seed} ${world.story} ${world.clients[0]?.type}-${world.server.type} ${world.listen}-${world.forward} ${world.mechanism}`;
  if (values.loud) process.stdout.write(`${name}\n`);
  try {
    const outcome = await runWorld(world, folder);
    const broken = brokenLaws(outcome);
    totals.mostBytes = Math.max(totals.mostBytes, outcome.peakBytes);
    totals.messages += [...outcome.servers, ...outcome.clients].reduce(
      (sum, { account }) => sum + account.sent.messages,
      0,
    );
    if (broken.length === 0) continue;
    totals.broken += 1;
    const file = join(folder, `world-${seed}.json`);
    writeFileSync(file, JSON.stringify(outcome, undefined, 1));
    process.stdout.write(`${name}: ${file}\n${broken.map((line) => `  ${line}\n`).join('')}`);
  } catch (error) {
    totals.broken += 1;
    process.stdout.write(`${name}: ${String(error)}\n`);
  }
}
if (totals.broken === 0) rmSync(folder, { recursive: true });
else process.exitCode = 1;
process.stdout.write(`${JSON.stringify({ from, to, ...totals })}\n`);
