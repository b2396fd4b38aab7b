import type { Finding } from '../../../shared/report/finding.ts';
import type { WatchReport } from '../../../shared/watch/watch-report.ts';
import type { World } from './random-world.ts';
import { concerns, countAt, holder, type TrueConnection, whenOf } from './true-connections.ts';
import type { Run, WatchRun } from './world-run.ts';

/** More than both marks of small messages, and all the kernel's buffers of a connection can hold. */
const kernelBytes = 11_000_000;
const kernelIpcBytes = 1_500_000;

/** Who is slow is named, who is not is not; who died is told once, at its time. */
export const brokenByFindings = (
  world: World,
  run: WatchRun,
  report: WatchReport,
  truth: readonly TrueConnection[],
): readonly string[] => {
  const concerned = truth.filter((each) => concerns(each, run));
  const told = new Set(
    run.errors.split('\n').flatMap((line) => /: (slow-consumer): .*?process (\d+)/.exec(line)?.slice(2) ?? []),
  );
  return [
    ...report.findings.flatMap((finding) => brokenByFinding(run, finding)),
    ...[...told].flatMap((pid) => (maySlow(run, Number(pid)) ? [] : [`said on standard error that ${pid} is slow`])),
    ...run.runs.flatMap((each) => brokenBySilence(world, run, report, concerned, each)),
  ];
};

const brokenByFinding = (run: WatchRun, { code, subject, sentence, evidence, fromMs }: Finding): readonly string[] => {
  const pid = Number(subject);
  const program = run.runs.find((each) => each.pid === pid || holder(each) === pid);
  if (/undefined|NaN|null/.test(sentence)) return [`not a sentence: ${sentence}`];
  if (code === 'slow-consumer') {
    const stopped =
      program !== undefined && whenOf(program, 'stop') !== undefined && (program.program?.spec.serviceMs ?? 0) === 0;
    const saysStopped = /stopped/.test([sentence, ...evidence.map((each) => each.sentence)].join(' '));
    if (!maySlow(run, pid)) return [`false alarm: ${sentence} ${evidence.map((each) => each.sentence).join('; ')}`];
    return stopped && !saysStopped ? [`${pid} was stopped, and is said to be slow: ${sentence}`] : [];
  }
  if (code !== 'peer-lost') return [`false alarm: ${code} ${sentence}`];
  const deaths = run.runs.filter((each) => each.pid === pid).flatMap((each) => whenOf(each, 'gone') ?? []);
  const errors = deaths.map((diedAt) => run.firstLookAt + (fromMs ?? 0) - diedAt);
  if (errors.length === 0) return [`${pid} is said to be lost, and lives`];
  return errors.some((error) => error > -600 && error < 1500)
    ? []
    : [`${pid} died ${errors.join(' or ')} ms before its peer-lost`];
};

/** By what the programs do: it is offered about as much as it takes, or more, or was made to stand. */
export const maySlow = (run: WatchRun, pid: number): boolean =>
  run.runs
    .filter((one) => one.pid === pid || holder(one) === pid)
    .some((each) => {
      const { program } = each;
      if (program === undefined) return false;
      const peers = run.runs.filter((other) => other.program?.group === program.group);
      const offered = peers.reduce(
        (sum, peer) => sum + (peer.program?.side === 'sender' ? peer.program.spec.rate : 0),
        0,
      );
      const { role, serviceMs } = program.spec;
      if (whenOf(each, 'stop') !== undefined || holder(each) !== each.pid || role === 'idle') return true;
      if ((2 * offered * serviceMs) / 1000 >= 0.5) return true;
      // One that answers is slow to read while its own answers find no reader.
      return role === 'reply' && peers.some((other) => whenOf(other, 'stop') !== undefined);
    });

const brokenBySilence = (
  world: World,
  run: WatchRun,
  { findings, seconds }: WatchReport,
  concerned: readonly TrueConnection[],
  each: Run,
): readonly string[] => {
  const own = concerned.filter(({ sender, receiver }) => sender === each || receiver === each);
  const lastLookAt = run.firstLookAt + seconds * 1000;
  const diedAt = whenOf(each, 'gone');
  const survives = ({ sender, receiver, from }: TrueConnection): boolean => {
    const peer = sender === each ? receiver : sender;
    const peerEnd = Math.min(...['gone', 'close'].map((event) => whenOf(peer, event) ?? Infinity));
    return (
      diedAt !== undefined &&
      peer !== each &&
      from < Math.max(run.firstLookAt, run.startedAt + 500) &&
      peerEnd > diedAt + 1500
    );
  };
  if (diedAt !== undefined && diedAt > run.firstLookAt && diedAt < lastLookAt - 1200 && own.some(survives)) {
    const lost = findings.filter(
      ({ code, subject, fromMs }) =>
        code === 'peer-lost' &&
        subject === String(each.pid) &&
        Math.abs(run.firstLookAt + (fromMs ?? 0) - diedAt) < 1200,
    ).length;
    const closedBefore = whenOf(each, 'close') !== undefined;
    return lost === 1 || closedBefore ? [] : [`${each.pid} died, and there are ${lost} findings of it`];
  }
  if (world.interruptAtMs !== undefined || !isClearlySlow(run, own, each, lastLookAt)) return [];
  const named = findings.some(({ code, subject }) => code === 'slow-consumer' && subject === String(each.pid));
  return named ? [] : [`${each.pid} is slow, and nobody says so`];
};

/** One sender alone, which offered for three seconds more than the queues between them can hold, and was refused or dropped it. */
const isClearlySlow = (run: WatchRun, own: readonly TrueConnection[], each: Run, lastLookAt: number): boolean => {
  const [connection] = own;
  if (connection === undefined || connection.receiver !== each || own.length !== 1) return false;
  const { sender, from, to, endpoint } = connection;
  const { program } = each;
  const peers = run.runs.filter((other) => other.program?.group === program?.group);
  if (program === undefined || (peers.length !== 2 && sender.program?.spec.type !== 'pub')) return false;
  const fullAt = lastLookAt - 3500;
  const stands = whenOf(each, 'continue') === undefined && (whenOf(each, 'stop') ?? Infinity) < fullAt;
  if ([sender, each].some((peer) => peer.told.some(({ event }) => disturbing.has(event)))) return false;
  if (whenOf(sender, 'stop') !== undefined || (whenOf(each, 'stop') !== undefined && !stands)) return false;
  if (program.spec.serviceMs < 100 && program.spec.role !== 'idle' && !stands) return false;
  if (from > run.firstLookAt || to < lastLookAt) return false;
  const size = sender.program?.spec.size ?? 0;
  const offered = countAt(sender, 'sent', fullAt) - countAt(each, 'received', fullAt);
  const refused = countAt(sender, 'refused', lastLookAt) - countAt(sender, 'refused', fullAt);
  const room = (endpoint.startsWith('ipc') ? kernelIpcBytes : kernelBytes) + 2 * size * program.spec.mark;
  return offered * size > room || refused > 30;
};

const disturbing: ReadonlySet<string> = new Set(['gone', 'close', 'unbind', 'fork']);
