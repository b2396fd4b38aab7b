import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunReport } from '../../../shared/report/report.ts';
import { freeEndpoint } from '../../fixtures/engine/outside-receiver.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';
import { brokenLaws } from '../ledger-laws.ts';
import { type JoinWorld, type LabCounts, randomJoin } from './join-worlds.ts';
import { buildActor, commandOf, outcomeOf, type Tools } from './run-world.ts';
import { readTruth } from './truth.ts';

/** `npm run soak:join -- --from N --to N`: sockets of the Lab that join programs outside, whose own counts the report must know. */
const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const from = Number(values.from ?? 1);
const to = Number(values.to ?? from + 19);
const base = mkdtempSync(join(tmpdir(), 'soak-join-'));
const tools: Tools = { actor: buildActor(base), python: pythonWithZmq ?? 'python3', cache: base };
const totals = { ran: 0, broken: 0 };
const kinds: Record<string, number> = {};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const judge = async (world: JoinWorld, folder: string): Promise<readonly string[]> => {
  const file = join(folder, 'join.highwater.json');
  writeFileSync(file, JSON.stringify(world.scenario, undefined, 2));
  const outside = world.outside.map((program, index) => {
    const home = join(folder, `p${index}`);
    mkdirSync(home);
    const script = join(folder, `p${index}.script`);
    // Nobody blames a sender for a receiver that has not been started yet.
    const lines = program.script.flatMap((line) =>
      /^(bind|connect) /.test(line) ? [line, `ready ../up${index}`] : [line],
    );
    writeFileSync(script, `${lines.join('\n')}\n`);
    const [command = '', ...args] = commandOf(program, script, home, tools);
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 40_000, killSignal: 'SIGKILL' });
    return outcomeOf(child).then(({ status, stderr }) => ({ status, stderr, truth: readTruth(home) }));
  });
  await until(() => world.outside.every((_, index) => existsSync(join(folder, `up${index}`))));
  const lab = await outcomeOf(spawn(process.execPath, ['dist/cli.js', 'run', file, '--json'], { timeout: 60_000 }));
  const ended = await Promise.all(outside);
  if (lab.status !== 0) return [`the Lab ended with ${lab.status}: ${lab.stderr.slice(-300)}`];
  const report = JSON.parse(lab.stdout) as RunReport;
  const sockets = ended.flatMap(({ truth }) => truth.flatMap((process) => process.sockets));
  const counts = {
    sent: sum(sockets.map(({ sent }) => sent.messages)),
    received: sum(sockets.map(({ received }) => received.messages)),
  };
  return [
    ...brokenLaws(report),
    ...ended.flatMap(({ status, stderr }, index) =>
      status === 0 ? [] : [`p${index} ended with ${status}: ${stderr.slice(-200)}`],
    ),
    ...world
      .expects(counts, countsOf(report))
      .flatMap(([what, told, true_]) =>
        told === true_
          ? []
          : [`${what}: ${told}, outside ${true_} (${JSON.stringify({ ...counts, ...countsOf(report) })})`],
      ),
    ...report.findings.map(({ code, sentence }) => `found without need: ${code}: ${sentence}`),
  ];
};

const countsOf = ({ flows, sockets }: RunReport): LabCounts => {
  const [lab] = sockets;
  return {
    ...{ accepted: lab?.accepted ?? 0, received: lab?.received ?? 0, foreign: lab?.foreign ?? 0 },
    ...{ delivered: sum(flows.map(({ delivered }) => delivered)), lost: sum(flows.map(({ lost }) => lost)) },
    elsewhere: sum(flows.map(({ elsewhere }) => elsewhere ?? 0)),
  };
};

for (let seed = from; seed <= to; seed += 1) {
  const folder = join(base, String(seed));
  mkdirSync(folder, { mode: 0o700 });
  const world = randomJoin(seed, seed % 3 === 0 ? `ipc://${folder}/join.ipc` : await freeEndpoint());
  const broken = await judge(world, folder);
  totals.ran += 1;
  kinds[world.kind] = (kinds[world.kind] ?? 0) + 1;
  if (broken.length === 0) rmSync(folder, { recursive: true });
  else {
    totals.broken += 1;
    process.stdout.write(`${folder} ${world.kind}\n${broken.map((line) => `  ${line}\n`).join('')}`);
  }
}
if (totals.broken === 0) rmSync(base, { recursive: true });
else process.exitCode = 1;
process.stdout.write(`${JSON.stringify({ from, to, ...totals, kinds })}\n`);
