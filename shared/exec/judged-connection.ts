import type { ExecConnection, ExecProcess, ExecSocket } from './exec-view.ts';

/** What rules look at: one connection with both of its sockets, as far as they are counted. */
export interface JudgedConnection {
  readonly connection: ExecConnection;
  readonly from: ExecSocket | undefined;
  readonly to: ExecSocket | undefined;
  readonly fromProcess: ExecProcess | undefined;
  readonly toProcess: ExecProcess | undefined;
  /** How long both ends lived at the same time, so far. */
  readonly togetherMs: number;
}

/** A consumer slower than this has a service time of its own; a faster one is limited by the calls themselves. */
const floodPerSecond = 10_000;
const floodBytesPerSecond = 200e6;
/** Shorter than this, shares say nothing. */
const leastMs = 1000;

/** The share of its time with the sender in which the receiver waited for messages; undefined where that is not known. */
export const idleShare = ({ to, togetherMs }: JudgedConnection): number | undefined =>
  to === undefined || to.idleMs === null || togetherMs <= 0 ? undefined : Math.min(1, to.idleMs / togetherMs);

/** The share of its life in which the sender stood with a message that nobody took. */
export const heldShare = ({ from }: JudgedConnection): number | undefined =>
  from === undefined || from.heldMs === null ? undefined : from.heldMs / Math.max(1, from.untilMs - from.openedAtMs);

/** As fast as the calls go: then one side always waits for the other, and that is no fault. */
export const isFlood = ({ from, to, togetherMs }: JudgedConnection): boolean => {
  const seconds = Math.max(0.001, togetherMs / 1000);
  const side = to?.received ?? from?.sent;
  return side !== undefined && (side.messages / seconds > floodPerSecond || side.bytes / seconds > floodBytesPerSecond);
};

export const isLongEnough = ({ togetherMs }: JudgedConnection): boolean => togetherMs >= leastMs;

/** How long the receiver needs, at its own pace, for the most that ever was on its way to it. */
export const lagSeconds = ({ connection, to, togetherMs }: JudgedConnection): number | undefined => {
  const peak = connection.peakDifference ?? connection.difference;
  if (peak === null || to === undefined || togetherMs <= 0) return undefined;
  return peak / Math.max(1, (to.received.messages * 1000) / togetherMs);
};
