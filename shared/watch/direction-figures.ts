import type { LinkEnd } from './link-ends.ts';

/** What one look shows of one direction of a connection. */
export interface DirectionSample {
  readonly atMs: number;
  readonly sender: LinkEnd | undefined;
  readonly receiver: LinkEnd | undefined;
}

/** One direction over a window of looks. Undefined is "cannot be seen from here". */
export interface DirectionFigures {
  readonly samples: number;
  readonly spanMs: number;
  /** Medians. */
  readonly sendQueueBytes: number | undefined;
  readonly receiveQueueBytes: number | undefined;
  /** Share of looks at which at least `heldBytes` waited there. */
  readonly sendHeldShare: number | undefined;
  readonly receiveHeldShare: number | undefined;
  /** The least that was ever unread. */
  readonly receiveLeastBytes: number | undefined;
  /** The least that was unread at the last three looks. */
  readonly receiveRecentLeastBytes: number | undefined;
  /** How much more was unread at the last look than at the first. */
  readonly receiveGrowthBytes: number | undefined;
  readonly movedBytes: number | undefined;
  readonly bytesPerSecond: number | undefined;
  readonly busyShare: number | undefined;
  readonly readerLimitedShare: number | undefined;
  readonly bufferLimitedShare: number | undefined;
  readonly retransmits: number | undefined;
  readonly rttMs: number | undefined;
  readonly minRttMs: number | undefined;
  readonly notSentBytes: number | undefined;
}

/** Less than this is what any busy connection holds for an instant. */
export const heldBytes = 4096;

export const summarise = (samples: readonly DirectionSample[]): DirectionFigures => {
  const first = samples[0];
  const last = samples.at(-1);
  const spanMs = first && last ? last.atMs - first.atMs : 0;
  const sent = known(samples.map((sample) => sample.sender?.sendQueueBytes));
  const unread = known(samples.map((sample) => sample.receiver?.receiveQueueBytes));
  const info = last?.sender?.info;
  const earlier = first?.sender?.info;
  const share = (now: number | undefined, before: number | undefined): number | undefined =>
    now === undefined || before === undefined || spanMs <= 0
      ? undefined
      : Math.min(1, Math.max(0, (now - before) / spanMs));
  return {
    samples: samples.length,
    spanMs,
    sendQueueBytes: median(sent),
    receiveQueueBytes: median(unread),
    sendHeldShare: heldShare(sent),
    receiveHeldShare: heldShare(unread),
    receiveLeastBytes: unread.length === 0 ? undefined : Math.min(...unread),
    receiveRecentLeastBytes: unread.length < 3 ? undefined : Math.min(...unread.slice(-3)),
    receiveGrowthBytes: unread.length < 3 ? undefined : (unread.at(-1) ?? 0) - (unread[0] ?? 0),
    movedBytes: movedBytes(first, last),
    bytesPerSecond: byteRate(first, last, spanMs),
    busyShare: share(info?.busyMs, earlier?.busyMs),
    readerLimitedShare: share(info?.rwndLimitedMs, earlier?.rwndLimitedMs),
    bufferLimitedShare: share(info?.sndbufLimitedMs, earlier?.sndbufLimitedMs),
    retransmits: info && earlier && Math.max(0, info.retransmits - earlier.retransmits),
    rttMs: info?.rttMs,
    minRttMs: info?.minRttMs,
    notSentBytes: info?.notSentBytes,
  };
};

/** Payload that went over: what the sender's kernel saw acknowledged, else what the receiver's kernel took. */
export const movedBytes = (
  first: DirectionSample | undefined,
  last: DirectionSample | undefined,
): number | undefined => {
  const acknowledged = difference(last?.sender?.info?.bytesAcked, first?.sender?.info?.bytesAcked);
  return acknowledged ?? difference(last?.receiver?.info?.bytesReceived, first?.receiver?.info?.bytesReceived);
};

/** What waits by what moves: the time that a byte sent now stands in the kernel. Infinity when nothing moves. */
export const waitMs = (bytes: number | undefined, bytesPerSecond: number | undefined): number | undefined => {
  if (bytes === undefined || bytesPerSecond === undefined) return undefined;
  if (bytes === 0) return 0;
  return bytesPerSecond === 0 ? Number.POSITIVE_INFINITY : (bytes / bytesPerSecond) * 1000;
};

const byteRate = (
  first: DirectionSample | undefined,
  last: DirectionSample | undefined,
  spanMs: number,
): number | undefined => {
  const moved = movedBytes(first, last);
  return moved === undefined || spanMs <= 0 ? undefined : (moved / spanMs) * 1000;
};

const difference = (now: number | undefined, before: number | undefined): number | undefined =>
  now === undefined || before === undefined ? undefined : Math.max(0, now - before);

const known = (values: readonly (number | undefined)[]): readonly number[] =>
  values.filter((value) => value !== undefined);

const heldShare = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.filter((value) => value >= heldBytes).length / values.length;

const median = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
