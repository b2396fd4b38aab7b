import { networkLimitedShare } from './diagnose.ts';
import { type DirectionFigures, type DirectionSample, movedBytes, summarise, waitMs } from './direction-figures.ts';
import type { LinkEnd, LinkEnds } from './link-ends.ts';
import type { DirectionView, QueuePoint } from './watch-view.ts';

/** The window that findings and figures are taken over. */
export const windowMs = 5000;
const maxLooks = 240;

/** One watched connection: the looks of the last minute at it, and what went over since the first. */
export interface ConnectionHistory {
  /** The link's own id, with a number behind it where the same addresses were used before. */
  readonly id: string;
  /** The last look; both ends as they then stood. */
  readonly ends: LinkEnds;
  readonly open: boolean;
  /** When it was first not seen, while that may still be an accident of that look. */
  readonly missedAtMs: number | undefined;
  /** When it was first seen gone. */
  readonly closedAtMs: number | undefined;
  /** When an end was first seen without its program, while the kernel still delivers. */
  readonly orphanedAtMs: number | undefined;
  /** The look after the one at which it was first gone or without its program. */
  readonly confirmedAtMs: number | undefined;
  /** Of the dominant direction: the binder sends more. */
  readonly binderSends: boolean;
  readonly directionMeasured: boolean;
  readonly looks: readonly Look[];
  readonly firstLook: Look;
}

interface Look {
  readonly atMs: number;
  readonly ends: LinkEnds;
}

export const beginHistory = (ends: LinkEnds, atMs: number, id = ends.id): ConnectionHistory => {
  const look = { atMs, ends };
  return orient({
    id,
    ends,
    open: true,
    missedAtMs: undefined,
    closedAtMs: undefined,
    orphanedAtMs: undefined,
    confirmedAtMs: undefined,
    binderSends: false,
    directionMeasured: false,
    looks: [look],
    firstLook: look,
  });
};

export const addLook = (history: ConnectionHistory, seen: LinkEnds, atMs: number): ConnectionHistory => {
  const binder = asBefore(seen.binder, history.ends.binder);
  const connector = asBefore(seen.connector, history.ends.connector);
  const ends = { ...seen, binder, connector };
  const isOrphaned = [binder, connector].some((end) => end?.orphaned);
  const wasOrphaned = history.orphanedAtMs !== undefined;
  return orient({
    ...history,
    ends,
    open: true,
    missedAtMs: undefined,
    closedAtMs: undefined,
    orphanedAtMs: isOrphaned ? (history.orphanedAtMs ?? atMs) : undefined,
    confirmedAtMs: isOrphaned && wasOrphaned ? (history.confirmedAtMs ?? atMs) : undefined,
    looks: [...history.looks.slice(1 - maxLooks), { atMs, ends }],
  });
};

/**
 * An end that nobody holds now is still its former program's; so is one that is gone while the other end has bytes left to read.
 * One that a single look left out, while it was well before, is taken for what it was.
 */
const asBefore = (end: LinkEnd | undefined, before: LinkEnd | undefined): LinkEnd | undefined => {
  if (end === undefined) {
    if (before === undefined) return undefined;
    return before.isMissed || before.orphaned ? gone(before) : { ...before, isMissed: true };
  }
  const { pid, inheritedFrom } = before ?? {};
  if (end.pid === undefined || pid === undefined || end.pid === pid)
    return { ...end, pid: end.pid ?? pid, inheritedFrom };
  return { ...end, inheritedFrom: pid };
};

const gone = (end: LinkEnd): LinkEnd => ({
  ...end,
  established: false,
  orphaned: true,
  receiveQueueBytes: 0,
  sendQueueBytes: 0,
});

/**
 * A look that did not see the connection. The kernel's list is not made in one moment and can leave a socket out, so that only
 * the second look in a row is believed, unless it `isOver` for another reason.
 */
export const missLook = (history: ConnectionHistory, atMs: number, isOver: boolean): ConnectionHistory => {
  const { open, missedAtMs, orphanedAtMs, confirmedAtMs } = history;
  if (!open) return confirmedAtMs === undefined ? { ...history, confirmedAtMs: atMs } : history;
  if (!isOver && missedAtMs === undefined) return { ...history, missedAtMs: atMs };
  const isSecond = orphanedAtMs !== undefined || missedAtMs !== undefined;
  return {
    ...history,
    open: false,
    closedAtMs: missedAtMs ?? atMs,
    confirmedAtMs: confirmedAtMs ?? (isSecond ? atMs : undefined),
  };
};

/** Which way the data goes: by bytes since the first look, else by what waits, else by all bytes since the connection began. */
const orient = (history: ConnectionHistory): ConnectionHistory => {
  const { binder, connector } = history.ends;
  const before = history.firstLook.ends;
  const grown = (now: number | undefined, then: number | undefined): number => Math.max(0, (now ?? 0) - (then ?? 0));
  const fromBinder = [
    grown(
      binder?.info?.bytesSent ?? connector?.info?.bytesReceived,
      before.binder?.info?.bytesSent ?? before.connector?.info?.bytesReceived,
    ),
    waiting(history, true),
    binder?.info?.bytesSent ?? connector?.info?.bytesReceived ?? 0,
  ];
  const fromConnector = [
    grown(
      connector?.info?.bytesSent ?? binder?.info?.bytesReceived,
      before.connector?.info?.bytesSent ?? before.binder?.info?.bytesReceived,
    ),
    waiting(history, false),
    connector?.info?.bytesSent ?? binder?.info?.bytesReceived ?? 0,
  ];
  for (const [index, bytes] of fromBinder.entries()) {
    const other = fromConnector[index] ?? 0;
    if (bytes !== other) return { ...history, binderSends: bytes > other, directionMeasured: true };
  }
  return history;
};

const waiting = ({ looks }: ConnectionHistory, binderSends: boolean): number => {
  let bytes = 0;
  for (const { ends } of looks) {
    const [sender, receiver] = binderSends ? [ends.binder, ends.connector] : [ends.connector, ends.binder];
    bytes += (sender?.sendQueueBytes ?? 0) + (receiver?.receiveQueueBytes ?? 0);
  }
  return bytes;
};

/** The figures of one direction over the last few seconds. */
export const figuresOf = (history: ConnectionHistory, binderSends: boolean): DirectionFigures => {
  const until = history.looks.at(-1)?.atMs ?? 0;
  return summarise(
    samplesOf(
      history.looks.filter((look) => look.atMs >= until - windowMs),
      binderSends,
    ),
  );
};

/** Bytes that went over in the dominant direction since the first look. */
export const bytesSinceFirstLook = (history: ConnectionHistory): number | undefined => {
  const [first, last] = samplesOf([history.firstLook, ...history.looks.slice(-1)], history.binderSends);
  return movedBytes(first, last);
};

const samplesOf = (looks: readonly Look[], binderSends: boolean): readonly DirectionSample[] =>
  looks.map(({ atMs, ends }) =>
    binderSends
      ? { atMs, sender: ends.binder, receiver: ends.connector }
      : { atMs, sender: ends.connector, receiver: ends.binder },
  );

export const directionView = (figures: DirectionFigures): DirectionView => {
  const queued =
    figures.sendQueueBytes === undefined && figures.receiveQueueBytes === undefined
      ? undefined
      : (figures.sendQueueBytes ?? 0) + (figures.receiveQueueBytes ?? 0);
  const wait = waitMs(queued, figures.bytesPerSecond);
  return {
    sendQueueBytes: figures.sendQueueBytes ?? null,
    receiveQueueBytes: figures.receiveQueueBytes ?? null,
    notSentBytes: figures.notSentBytes ?? null,
    bytesPerSecond: figures.bytesPerSecond ?? null,
    waitMs: wait === undefined || !Number.isFinite(wait) ? null : wait,
    readerLimitedShare: figures.readerLimitedShare ?? null,
    networkLimitedShare: networkLimitedShare(figures) ?? null,
    retransmits: figures.retransmits ?? null,
    rttMs: figures.rttMs ?? null,
  };
};

export const queuePoints = (history: ConnectionHistory): readonly QueuePoint[] =>
  samplesOf(history.looks, history.binderSends).map(({ atMs, sender, receiver }) => ({
    atMs,
    sendQueueBytes: sender?.sendQueueBytes ?? null,
    receiveQueueBytes: receiver?.receiveQueueBytes ?? null,
  }));
