import { ok, type Result } from '../../shared/result.ts';
import { createConnectionBook } from '../../shared/watch/connection-book.ts';
import type { ConnectionHistory } from '../../shared/watch/connection-history.ts';
import { joinTcp, joinUnix, type LinkEnds, type Owners } from '../../shared/watch/link-ends.ts';
import { peerLost } from '../../shared/watch/peer-lost.ts';
import { selfConnected } from '../../shared/watch/self-connected.ts';
import { judge, type Verdict } from '../../shared/watch/verdict.ts';
import type { WatchedProcess, WatchTarget, WatchView } from '../../shared/watch/watch-view.ts';
import { createZeroMqFinder } from '../kernel/process-libzmq.ts';
import { findSs } from '../kernel/ss-command.ts';
import { createAccused } from './accused.ts';
import { describeBlindSpots } from './blind-spots.ts';
import { createEpisodes } from './episodes.ts';
import { listListeners } from './listeners.ts';
import { createSocketOwners } from './socket-owners.ts';
import { createSocketTable, type ForeignNamespace, type SocketTable } from './socket-table.ts';
import { createSocketTypes } from './socket-types.ts';
import { resolveTarget } from './target.ts';
import { judgedDirections, viewConnection } from './view-connection.ts';
import { concerns, heldBy, inodesOf, ownerless, pidsOf } from './watched-links.ts';
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

export const createWatch = (target: WatchTarget, options: WatchOptions = {}): Watch => {
  const intervalMs = options.intervalMs ?? 250;
  const ss = findSs();
  const findZeroMq = createZeroMqFinder();
  const readTable = createSocketTable(ss);
  const processes = createWatchedProcesses(findZeroMq);
  const socketOwners = createSocketOwners(processes.holders);
  const episodes = createEpisodes();
  const types = createSocketTypes(options.greet === true);
  const book = createConnectionBook(maxConnections);
  const accused = createAccused();
  let targetPids: ReadonlySet<number> = new Set();
  /** Of them: still running. Their pids can become others' afterwards. */
  const living = new Set<number>();
  /** Processes that fit the name, and belong to others. */
  let hidden = 0;
  let foreign: readonly ForeignNamespace[] = [];
  let table: SocketTable = { tcp: [], unix: [], sawTcp: false, sawUnix: false, atMs: 0 };
  let owners: Owners = new Map();
  let beganMs = 0;
  let phase: WatchView['phase'] = 'stopped';
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let surprise: string | undefined;

  const look = async (): Promise<void> => {
    const now = await readTable(foreign);
    const atMs = now.atMs - beganMs;
    await processes.refresh(atMs);
    const inodes = inodesOf(now);
    owners = await socketOwners.of(inodes, atMs);
    table = { ...now, tcp: now.sawTcp ? now.tcp : table.tcp, unix: now.sawUnix ? now.unix : table.unix };
    let all = linksOf(now);
    const sought = await socketOwners.seek(ownerless(all.filter(isWatched)), inodes, atMs);
    if (sought !== undefined) {
      owners = sought;
      all = linksOf(now);
    }
    const links = all.filter(isWatched);
    await processes.add(pidsOf(links, living), atMs);
    book.look({
      links: links.filter(isZeroMq),
      atMs,
      sawTcp: now.sawTcp,
      sawIpc: now.sawUnix,
      hasEnded: (pid, atMs) => processes.viewAt(pid, atMs)?.state === 'gone',
    });
    forgetTheDead();
    await types.learn(listListeners(table, owners, isWantedListener));
    const verdict = judgeAll(atMs);
    accused.take(verdict.findings);
    episodes.update(verdict, atMs, (finding) => accused.isTooEarly(finding, all, book.looksAt));
  };

  /** All of the machine, with what is known of their owners. */
  const linksOf = ({ tcp, unix }: SocketTable): readonly LinkEnds[] => [
    ...joinTcp(tcp, owners, book.isOpen),
    ...joinUnix(unix, owners),
  ];

  const isWatched = (link: LinkEnds): boolean =>
    (concerns(link, target, living, accused) || book.follows(link)) && !types.isOwn(link);

  const forgetTheDead = (): void => {
    const isGone = (pid: number): boolean => (processes.view(pid)?.state ?? 'gone') === 'gone';
    for (const pid of living) if (isGone(pid)) living.delete(pid);
    accused.forget(isGone);
    const needed = pidsOf(
      book.all().map(({ ends }) => ends),
      targetPids,
    );
    processes.forget((pid) => needed.has(pid));
  };

  /** Unix sockets between programs of which one has no ZeroMQ are something else. */
  const isZeroMq = (link: LinkEnds): boolean =>
    link.transport === 'tcp' ||
    [link.binder?.pid, link.connector?.pid].every((pid) => pid === undefined || hasZeroMq(processes.view(pid)));

  const isWantedListener = (pid: number | undefined, port: number | undefined): boolean =>
    (pid !== undefined && living.has(pid)) || (target.kind === 'port' && port === target.port);

  /** A pid stands for the process that had it when the connection was first seen. */
  const viewOf =
    ({ firstLook }: ConnectionHistory) =>
    (pid: number | undefined): WatchedProcess | undefined =>
      processes.viewAt(pid, firstLook.atMs);

  const judgeAll = (atMs: number): Verdict => {
    const open = book.all().filter((history) => history.open);
    const lost = book
      .all()
      .filter(({ confirmedAtMs }) => confirmedAtMs === undefined || confirmedAtMs === atMs)
      .flatMap((history) => peerLost(history, viewOf(history)) ?? []);
    const verdict = judge(open.flatMap((history) => judgedDirections(history, viewOf(history))));
    const selves = open.flatMap((history) => selfConnected(history, viewOf(history)) ?? []);
    return { ...verdict, findings: [...verdict.findings, ...lost, ...selves] };
  };

  const hasTargetEnded = (): boolean =>
    targetPids.size > 0 && living.size === 0 && !book.all().some(({ open, ends }) => open && heldBy(ends, targetPids));

  const view = (): WatchView => ({
    target,
    phase,
    targetEnded: hasTargetEnded(),
    atMs: Math.max(0, table.atMs - beganMs),
    processes: processes.views(),
    connections: book.all().map((history) => viewConnection(history, viewOf(history), types.of)),
    connectionsOmitted: book.omitted(),
    listeners: listListeners(table, owners, isWantedListener).map(({ pid, endpoint, backlog }) => ({
      pid,
      endpoint,
      backlog,
      socketType: types.of(endpoint) ?? null,
    })),
    findings: episodes.findings(),
    blindSpots: describeBlindSpots({
      ss: ss !== undefined,
      denied: socketOwners.denied(),
      hidden,
      foreign: foreign.map(({ pid }) => pid),
      histories: book.all(),
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
      for (const pid of targetPids) living.add(pid);
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

/** One that has not been looked at yet may have it. */
const hasZeroMq = (seen: WatchedProcess | undefined): boolean => seen?.libzmq !== null || seen.binding !== null;
