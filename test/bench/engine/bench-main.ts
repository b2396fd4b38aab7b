import { parseArgs } from 'node:util';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { measureDiagnosisCost } from './diagnosis-cost.ts';
import { measureFrameCost } from './frame-cost.ts';
import { type BenchCase, measureThroughput } from './throughput.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    ms: { type: 'string', default: '400' },
    only: { type: 'string', default: '' },
  },
});
const options = { rounds: Number(values.rounds), windowMs: Number(values.ms) };
const wanted = (name: string): boolean => name.includes(values.only);

const cases: BenchCase[] = [];
for (const flows of [1, 10, 100, 1_000]) if (wanted('frame')) cases.push(measureFrameCost(flows));
if (wanted('diagnosis')) cases.push(measureDiagnosisCost(100));
for (const pattern of ['push', 'pub'] as const) {
  for (const transport of ['tcp', 'ipc', 'inproc'] as const) {
    for (const bytes of [32, 1_024, 65_536]) {
      if (!wanted(`${pattern} ${transport} ${bytes}`)) continue;
      cases.push(await measureThroughput(pattern, transport, bytes, options));
      process.stderr.write(`  ${JSON.stringify(cases.at(-1))}\n`);
    }
  }
}
await settleThreads();
process.stdout.write(`${JSON.stringify({ cases }, undefined, 2)}\n`, () => process.exit(0));
