import type { WatchReport } from '../../../shared/watch/watch-report.ts';
import { maySlow } from './finding-laws.ts';
import type { World } from './random-world.ts';
import { concerns, countAt, holder, type TrueConnection, whenOf } from './true-connections.ts';
import type { WatchRun } from './world-run.ts';

type Seen = WatchReport['connections'][number];

/** Two looks and what may lie between them; libzmq's own time to connect (again) comes before. */
const looksMs = 900;
const reconnectMs = 400;

/** Every true connection once and nothing else, from the right program to the right program, open while it is. */
export const brokenByConnections = (
  world: World,
  run: WatchRun,
  report: WatchReport,
  truth: readonly TrueConnection[],
): readonly string[] => {
  const lastLookAt = run.firstLookAt + report.seconds * 1000;
  const concerned = truth.filter((each) => concerns(each, run));
  // Those who may be accused are looked at as a whole, whatever comes of it.
  const readers = concerned.map(({ receiver }) => receiver);
  const accused = new Set(
    readers.filter(({ pid, program }) => program === undefined || maySlow(run, pid)).map(({ pid }) => pid),
  );
  const known = [
    ...concerned,
    ...truth.filter(({ sender, receiver }) => accused.has(sender.pid) || accused.has(receiver.pid)),
  ];
  const short = known.filter((each) => shownFor(each, run, lastLookAt) < looksMs);
  const isShort = (seen: Seen): boolean =>
    short.some((each) => each.endpoint === seen.endpoint && isPartOf(seen, each));
  const shown = report.connections.filter((seen) => !isShort(seen));
  const keys = new Set([...known.map(keyOf), ...shown.map(keyOfSeen)]);
  return [...keys].flatMap((key) => {
    const here = concerned.filter((each) => keyOf(each) === key);
    const seen = shown.filter((each) => keyOfSeen(each) === key);
    const most = new Set(known.filter((each) => keyOf(each) === key)).size;
    const due = here.filter((each) => !mayStillRead(run, here, each));
    const least = due.filter((each) => shownFor(each, run, lastLookAt) >= looksMs).length;
    if (seen.length < least || seen.length > most)
      return [
        `${key}: seen ${seen.length} times (${seen.map(({ id }) => id).join(', ')}), there were ${least} to ${most}`,
      ];
    return [
      ...brokenByOpen(key, here, seen, lastLookAt),
      ...seen.flatMap((each) => brokenByOne(world, run, report, here, each)),
    ];
  });
};

/** A connecting reader connects again when it has read the connection before to its end, which a slow one may never do. */
const mayStillRead = (run: WatchRun, truth: readonly TrueConnection[], { from, receiver }: TrueConnection): boolean =>
  (receiver.program?.spec.connectTo.length ?? 0) > 0 &&
  maySlow(run, receiver.pid) &&
  truth.some((other) => other.from < from);

/** Whose other end was not there for long enough to be asked for its program. */
const isPartOf = ({ from, to }: Seen, { sender, receiver }: TrueConnection): boolean =>
  [from, to].some((end) => !/^\d+$/.test(end)) &&
  [from, to].some((end) => [sender, receiver].some(({ pid }) => String(pid) === end));

/** By the lower pid first, so that a wrong direction is a matter of its own. */
const keyOf = ({ sender, receiver, endpoint, to }: TrueConnection): string =>
  `${[holder(sender, to), holder(receiver, to)].sort((a, b) => a - b).join(' ')} ${endpoint}`;
const keyOfSeen = ({ from, to, endpoint }: Seen): string =>
  `${[from, to].sort((a, b) => Number(a) - Number(b)).join(' ')} ${endpoint}`;

/** For how long it was there to be looked at; a stopped program connects when it goes on. */
const shownFor = (each: TrueConnection, run: WatchRun, lastLookAt: number): number => {
  const stops = [each.sender, each.receiver].filter((end) => whenOf(end, 'stop') !== undefined);
  const from = stops.some((end) => (whenOf(end, 'stop') ?? 0) < each.from + reconnectMs) ? Infinity : each.from;
  const isFirst = each.from < run.startedAt - reconnectMs;
  return Math.min(each.to, lastLookAt) - (isFirst ? run.firstLookAt : Math.max(from + reconnectMs, run.firstLookAt));
};

const brokenByOpen = (
  key: string,
  truth: readonly TrueConnection[],
  seen: readonly Seen[],
  lastLookAt: number,
): readonly string[] => {
  const opens = seen.filter(({ open, abandonedBy }) => open && abandonedBy === null).length;
  const least = truth.filter(
    ({ from, to }) => from < lastLookAt - looksMs - reconnectMs && to > lastLookAt + 100,
  ).length;
  const most = truth.filter(({ to }) => to > lastLookAt - looksMs).length;
  const stopped = truth.some(({ sender, receiver }) =>
    [sender, receiver].some((end) => whenOf(end, 'stop') !== undefined),
  );
  if ((opens >= least || stopped) && (opens <= most || truth.length === 0 || stopped)) return [];
  return [`${key}: ${opens} open, there were ${least} to ${most}`];
};

const brokenByOne = (
  world: World,
  run: WatchRun,
  report: WatchReport,
  truth: readonly TrueConnection[],
  seen: Seen,
): readonly string[] => {
  const [each] = truth;
  if (each === undefined || truth.length > 1 || run.watched.length > 1) return brokenByProcesses(report, seen);
  const lastLookAt = run.firstLookAt + report.seconds * 1000;
  const sent = countAt(each.sender, 'sent', lastLookAt) - countAt(each.sender, 'sent', run.firstLookAt);
  const { spec } = each.sender.program ?? {};
  if (spec === undefined || world.relayed) return [];
  const backwards = spec.role === 'request' && spec.replySize > spec.size;
  const [from, to] = backwards ? [each.receiver, each.sender] : [each.sender, each.receiver];
  const moved =
    countAt(each.receiver, 'received', lastLookAt - 300) - countAt(each.receiver, 'received', run.firstLookAt);
  const lines = brokenByProcesses(report, seen);
  // On ipc only what waits tells, and that may be what goes the other way.
  const tells = seen.transport === 'tcp' || (seen.direction === 'measured' && spec.role === 'send');
  if (
    tells &&
    moved > 20 &&
    sent > 20 &&
    (seen.from !== String(holder(from, each.to)) || seen.to !== String(holder(to, each.to)))
  )
    return [...lines, `${seen.id}: from ${seen.from} to ${seen.to}, the bytes go from ${from.pid} to ${to.pid}`];
  return [...lines, ...brokenByBytes(run, each, truth, seen, lastLookAt)];
};

/** The kernel's count against what the programs sent and received, where they have one connection alone. */
const brokenByBytes = (
  run: WatchRun,
  { sender, receiver, from, to }: TrueConnection,
  truth: readonly TrueConnection[],
  seen: Seen,
  lastLookAt: number,
): readonly string[] => {
  const { spec } = sender.program ?? {};
  const alone = run.runs.filter(({ program }) => program?.group === sender.program?.group).length === 2;
  if (spec === undefined || seen.bytes === null || !alone || truth.length !== 1 || spec.role !== 'send') return [];
  if (receiver.program?.spec.bind.length === 2 || spec.bind.length === 2) return [];
  const wire = spec.size + (spec.size < 256 ? 2 : 9);
  const whole = from < run.startedAt - reconnectMs && to > lastLookAt + 100;
  const least = whole
    ? (countAt(receiver, 'received', lastLookAt - 400) - countAt(sender, 'sent', run.firstLookAt + 100)) * wire
    : 0;
  const most =
    (countAt(sender, 'sent', lastLookAt + 400) - countAt(receiver, 'received', run.startedAt - 100)) * wire + 300;
  return seen.bytes >= least && seen.bytes <= most
    ? []
    : [`${seen.id}: ${seen.bytes} bytes, there were ${least} to ${most}`];
};

/** What is said of the processes themselves. */
export const brokenByStates = (run: WatchRun, { processes, seconds }: WatchReport): readonly string[] => {
  const lastLookAt = run.firstLookAt + seconds * 1000;
  return processes.flatMap(({ pid, state, libzmq }) => {
    const each = run.runs.findLast((one) => one.pid === pid);
    if (each === undefined) return [];
    const diedAt = whenOf(each, 'gone') ?? Infinity;
    const [stops, goes] = ['stop', 'continue'].map((what) => each.told.filter(({ event }) => event === what));
    const stoppedAt = stops?.length === 1 && goes?.length === 0 ? (stops[0]?.at ?? Infinity) : Infinity;
    const known = ['open', 'counts'].some((event) => (whenOf(each, event) ?? Infinity) < lastLookAt - 1600);
    return [
      ...(diedAt < lastLookAt - 600 && state !== 'gone' ? [`${pid} is dead, and its state is ${state}`] : []),
      ...(diedAt > lastLookAt + 50 && state === 'gone' ? [`${pid} lives, and is said to be gone`] : []),
      ...(stoppedAt < lastLookAt - 600 && diedAt === Infinity && state !== 'T'
        ? [`${pid} is stopped, and its state is ${state}`]
        : []),
      ...(known && each.program !== undefined && libzmq === null ? [`no libzmq was found in ${pid}`] : []),
    ];
  });
};

const brokenByProcesses = ({ processes }: WatchReport, seen: Seen): readonly string[] =>
  [seen.fromPid, seen.toPid].flatMap((pid) =>
    processes.some((process) => process.pid === pid) ? [] : [`${seen.id}: process ${pid} is not in the list`],
  );
