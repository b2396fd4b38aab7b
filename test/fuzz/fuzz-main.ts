import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { readCorpus } from './corpus.ts';

/** `npm run fuzz -- --inputs N [--seed N] [--corpus FOLDER]`: a campaign of its own; prints one JSON value at the end. */
const { values } = parseArgs({
  options: { inputs: { type: 'string' }, seed: { type: 'string' }, corpus: { type: 'string' } },
});
const inputs = Number(values.inputs ?? 100_000);
const seed = Number(values.seed ?? 1);
const startedMs = performance.now();

try {
  const result = runCampaign({ corpus: readCorpus(values.corpus), inputs, seed, onProgress: showProgress });
  const seconds = Math.round(performance.now() - startedMs) / 1000;
  const residentMegabytes = Math.round(process.memoryUsage().rss / 1e6);
  process.stdout.write(
    `${JSON.stringify({ ...result, seed, seconds, residentMegabytes, failures: 0 }, undefined, 2)}\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function showProgress(done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${inputs}`);
}
