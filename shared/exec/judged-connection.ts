import type { ExecConnection, ExecProcess, ExecSocket } from './exec-view.ts';
import type { ConnectionPast } from './session-memory.ts';

/** What rules look at: one connection with both of its sockets, as far as they are counted. */
export interface JudgedConnection {
  readonly connection: ExecConnection;
  readonly from: ExecSocket | undefined;
  readonly to: ExecSocket | undefined;
  readonly fromProcess: ExecProcess | undefined;
  readonly toProcess: ExecProcess | undefined;
  readonly together: Together;
}

/** The time in which both ends lived (or the one that is counted), and what happened in it. */
export interface Together {
  readonly ms: number;
  /** The share in which the receiver waited for messages; undefined where that is not known. */
  readonly idleShare: number | undefined;
  /** The share in which the sender stood with a message that nobody took. */
  readonly heldShare: number | undefined;
  readonly heldMs: number;
  readonly receivedPerSecond: number;
}

/** From the looks while they lived together; without any, from totals, which take all time apart from each other for waiting. */
export function togetherOf(
  from: ExecSocket | undefined,
  to: ExecSocket | undefined,
  past: ConnectionPast | undefined,
): Together {
  const looked = past !== undefined && past.togetherMs >= 500;
  const { togetherMs, idleMs, heldMs, received } = looked ? past : fromTotals(from, to);
  const share = (part: number | null): number | undefined =>
    part === null ? undefined : Math.min(1, part / Math.max(1, togetherMs));
  return {
    ms: togetherMs,
    idleShare: share(idleMs),
    heldShare: share(heldMs),
    heldMs: heldMs ?? 0,
    receivedPerSecond: (received * 1000) / Math.max(1, togetherMs),
  };
}

const fromTotals = (
  from: ExecSocket | undefined,
  to: ExecSocket | undefined,
): Omit<ConnectionPast, 'peakDifference'> => {
  const ends = [from, to].filter((end) => end !== undefined);
  const togetherMs = Math.max(
    0,
    Math.min(...ends.map(({ untilMs }) => untilMs)) - Math.max(...ends.map(({ openedAtMs }) => openedAtMs)),
  );
  const within = (socket: ExecSocket | undefined, waitedMs: number | null | undefined): number | null =>
    socket === undefined || waitedMs === null || waitedMs === undefined
      ? null
      : Math.max(0, waitedMs - (socket.untilMs - socket.openedAtMs - togetherMs));
  return {
    togetherMs,
    idleMs: within(to, to?.idleMs),
    heldMs: within(from, from?.heldMs),
    received: to?.received.messages ?? 0,
  };
};

/** A consumer slower than this has a service time of its own; a faster one is limited by the calls themselves. */
const floodPerSecond = 10_000;
const floodBytesPerSecond = 200e6;
/** Shorter than this, shares say nothing. */
const leastMs = 1000;

/** As fast as the calls go: then one side always waits for the other, and that is no fault. */
export const isFlood = ({ from, to, together }: JudgedConnection): boolean => {
  const side = to?.received ?? from?.sent;
  if (side === undefined) return false;
  const perSecond = to === undefined ? (side.messages * 1000) / Math.max(1, together.ms) : together.receivedPerSecond;
  return perSecond > floodPerSecond || (perSecond * side.bytes) / Math.max(1, side.messages) > floodBytesPerSecond;
};

export const isLongEnough = ({ together }: JudgedConnection): boolean => together.ms >= leastMs;

/** How long the receiver needs, at its own pace, for the most that ever was on its way to it. */
export const lagSeconds = ({ connection, to, together }: JudgedConnection): number =>
  to === undefined ? 0 : (connection.peakDifference ?? 0) / Math.max(1, together.receivedPerSecond);
