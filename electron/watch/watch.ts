import type { Finding } from '../../shared/report/finding.ts';
import { ok, type Result } from '../../shared/result.ts';
import { addLook, beginHistory, type ConnectionHistory, closeHistory } from '../../shared/watch/connection-history.ts';
import { joinTcp, joinUnix, type LinkEnds } from '../../shared/watch/link-ends.ts';
import { peerLost } from '../../shared/watch/peer-lost.ts';
import { judge, type Verdict } from '../../shared/watch/verdict.ts';
import type { WatchedProcess, WatchTarget, WatchView } from '../../shared/watch/watch-view.ts';
import { createZeroMqFinder } from '../kernel/process-libzmq.ts';
import { findSs } from '../kernel/ss-command.ts';
import { describeBlindSpots } from './blind-spots.ts';
import { createEpisodes } from './episodes.ts';
import { listListeners } from './listeners.ts';
import { type ForeignNamespace, readSocketTable, type SocketTable } from './socket-table.ts';
import { createSocketTypes } from './socket-types.ts';
import { resolveTarget } from './target.ts';
import { judgedDirections, viewConnection } from './view-connection.ts';
import { createWatchedProcesses, findForeignNamespaces } from './watched-processes.ts';

export interface WatchOptions {
  /** From one look to the next; 250 unless given. A look costs about 15 ms of processor time. */
  readonly intervalMs?: number;
  /** Ask listening sockets for their type: see `greet`. */
  readonly greet?: boolean;
  /** Called after every look. */
  readonly onView?: (view: WatchView) => void;
}

/** Looks at programs from outside until it is stopped. Nothing in them is touched. */
export interface Watch {
  /** Resolves after the first look, or with the reason why there is nothing to watch. */
  start(): Promise<Result<WatchView>>;
  /** The last look at everything; the view stays readable. */
  stop(): Promise<WatchView>;
  view(): WatchView;
}

/** Connections and findings are kept for so many; the rest is counted. */
const maxConnections = 400;
const maxFollowed = 16;

export const createWatch = (target: WatchTarget, options: WatchOptions = {}): Watch => {
  const intervalMs = options.intervalMs ?? 250;
  const ss = findSs();
  const findZeroMq = createZeroMqFinder();
  const processes = createWatchedProcesses(findZeroMq);
  const episodes = createEpisodes();
  const types = createSocketTypes(options.greet === true);
  const histories = new Map<string, ConnectionHistory>();
  /** Accused processes: what they are connected to tells whether they are held back themselves. */
  const followed = new Set<number>();
  let targetPids: ReadonlySet<number> = new Set();
  /** Processes that fit the name, and belong to others. */
  let hidden = 0;
  let foreign: readonly ForeignNamespace[] = [];
  let table: SocketTable = { tcp: [], unix: [], atMs: 0 };
  let owners: ReadonlyMap<number, number> = new Map();
  let beganMs = 0;
  let omitted = 0;
  let phase: WatchView['phase'] = 'stopped';
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let surprise: string | undefined;

  const look = async (): Promise<void> => {
    table = await readSocketTable(ss, foreign);
    const atMs = table.atMs - beganMs;
    owners = await processes.owners(inodesOf(table), atMs);
    const isKnown = (id: string): boolean => histories.get(id)?.open === true;
    const links = [...joinTcp(table.tcp, owners, isKnown), ...joinUnix(table.unix, owners)].filter(
      (link) => concerns(link, target, targetPids, followed) || isLeftOver(link),
    );
    await processes.update(pidsOf(links, targetPids), atMs);
    follow(links.filter(isZeroMq), atMs);
    await types.learn(listListeners(table, owners, isWantedListener));
    const verdict = judgeAll();
    episodes.update(verdict, atMs);
    followAccused(verdict.findings);
  };

  /** What a watched program left to the kernel when it ended. */
  const isLeftOver = (link: LinkEnds): boolean =>
    (link.binder?.orphaned === true || link.connector?.orphaned === true) && histories.get(link.id)?.open === true;

  /** Unix sockets between programs of which one has no ZeroMQ are something else. */
  const isZeroMq = (link: LinkEnds): boolean =>
    link.transport === 'tcp' ||
    [link.binder?.pid, link.connector?.pid].every((pid) => pid === undefined || hasZeroMq(processes.view(pid)));

  const isWantedListener = (pid: number | undefined, port: number | undefined): boolean =>
    (pid !== undefined && targetPids.has(pid)) || (target.kind === 'port' && port === target.port);

  const follow = (links: readonly LinkEnds[], atMs: number): void => {
    const seen = new Set(links.map((link) => link.id));
    for (const history of histories.values()) {
      if (history.open && !seen.has(history.id)) histories.set(history.id, closeHistory(history, atMs));
    }
    omitted = 0;
    for (const link of links) {
      const known = histories.get(link.id);
      if (known === undefined && histories.size >= maxConnections && !forgetClosed()) omitted += 1;
      else histories.set(link.id, known?.open ? addLook(known, link, atMs) : beginHistory(link, atMs));
    }
  };

  const forgetClosed = (): boolean => {
    const closed = [...histories.values()].find((history) => !history.open);
    return closed !== undefined && histories.delete(closed.id);
  };

  const judgeAll = (): Verdict => {
    const open = [...histories.values()].filter((history) => history.open);
    const lost = [...histories.values()].flatMap((history) => peerLost(history, processes.view) ?? []);
    const verdict = judge(open.flatMap((history) => judgedDirections(history, processes.view)));
    return { ...verdict, findings: [...verdict.findings, ...lost] };
  };

  const followAccused = (findings: readonly Finding[]): void => {
    for (const { code, subject } of findings) {
      const pid = Number(subject);
      if (code === 'slow-consumer' && Number.isInteger(pid) && followed.size < maxFollowed) followed.add(pid);
    }
  };

  const hasTargetEnded = (): boolean =>
    targetPids.size > 0 &&
    [...targetPids].every((pid) => processes.view(pid)?.state === 'gone') &&
    ![...histories.values()].some(({ open, ends }) => open && heldBy(ends, targetPids));

  const view = (): WatchView => ({
    target,
    phase,
    targetEnded: hasTargetEnded(),
    atMs: Math.max(0, table.atMs - beganMs),
    processes: processes.views(),
    connections: [...histories.values()].map((history) => viewConnection(history, processes.view, types.of)),
    connectionsOmitted: omitted,
    listeners: listListeners(table, owners, isWantedListener).map(({ pid, endpoint, backlog }) => ({
      pid,
      endpoint,
      backlog,
      socketType: types.of(endpoint) ?? null,
    })),
    findings: episodes.findings(),
    blindSpots: describeBlindSpots({
      ss: ss !== undefined,
      denied: processes.denied(),
      hidden,
      foreign: foreign.map(({ pid }) => pid),
      histories: [...histories.values()],
      strangers: processes.views().filter((seen) => targetPids.has(seen.pid) && !hasZeroMq(seen)),
      surprise,
    }),
  });

  const goOn = (): void => {
    timer = setTimeout(() => {
      looking = look().then(
        () => {
          options.onView?.(view());
          if (phase === 'watching') goOn();
        },
        (error: unknown) => {
          phase = 'stopped';
          surprise = `the watch ended by itself: ${error instanceof Error ? error.message : String(error)}`;
          options.onView?.(view());
        },
      );
    }, intervalMs);
  };

  return {
    start: async () => {
      const resolved = await resolveTarget(target, findZeroMq);
      if (!resolved.ok) return resolved;
      targetPids = new Set(resolved.value.pids);
      hidden = resolved.value.hidden;
      foreign = await findForeignNamespaces(targetPids);
      beganMs = performance.now();
      phase = 'watching';
      await look();
      options.onView?.(view());
      goOn();
      return ok(view());
    },
    stop: async () => {
      phase = 'stopped';
      clearTimeout(timer);
      await looking;
      clearTimeout(timer);
      return view();
    },
    view,
  };
};

const concerns = (
  link: LinkEnds,
  target: WatchTarget,
  pids: ReadonlySet<number>,
  followed: ReadonlySet<number>,
): boolean => {
  if (touches(link, pids) || touches(link, followed)) return true;
  const port = target.kind === 'port' ? `:${target.port}` : undefined;
  if (port === undefined || link.transport !== 'tcp') return false;
  return link.binderAddress.endsWith(port) || link.connectorAddress.endsWith(port);
};

/** One that has not been looked at yet may have it. */
const hasZeroMq = (seen: WatchedProcess | undefined): boolean => seen?.libzmq !== null || seen.binding !== null;

const touches = (link: LinkEnds, pids: ReadonlySet<number>): boolean =>
  [link.binder?.pid, link.connector?.pid].some((pid) => pid !== undefined && pids.has(pid));

/** Without the ends that their program has left to the kernel. */
const heldBy = ({ binder, connector }: LinkEnds, pids: ReadonlySet<number>): boolean =>
  [binder, connector].some((end) => end?.pid !== undefined && !end.orphaned && pids.has(end.pid));

function* inodesOf({ tcp, unix }: SocketTable): Iterable<number> {
  for (const socket of tcp) if (socket.state !== 'time-wait') yield socket.inode;
  for (const socket of unix) yield socket.inode;
}

const pidsOf = (links: readonly LinkEnds[], targets: ReadonlySet<number>): ReadonlySet<number> => {
  const pids = new Set(targets);
  for (const link of links) {
    for (const pid of [link.binder?.pid, link.connector?.pid])
      if (pid !== undefined && pid !== process.pid) pids.add(pid);
  }
  return pids;
};
