import { countMissing, oldestKept } from '../worker/arrivals.ts';

/** One receiver of a stream that several share (PUSH to many PULLs): what it has received, and until when it could. */
export interface SharedReceiver {
  readonly delivered: number;
  /** Newest sequence it received; -1 before the first. */
  readonly last: number;
  /** What had been sent when it left; -1 while it is there. */
  readonly leftAt: number;
  /** Has it a connection? One without can only be sent to where the sender keeps a queue for it. */
  readonly connected: boolean;
  /** It was closed or killed at some time, also if it is there again. */
  readonly wasAway: boolean;
  /** Its sender has a queue for it from its own connect on, whether it is there or not, and gives it to who comes next. */
  readonly keepsQueue: boolean;
}

/**
 * The sequence below which nothing of a shared stream can be on its way any more (exclusive): every pipe keeps order, so a
 * message older than the newest that each of those who are there has got, is not in any of their queues.
 */
export function settledUntil(receivers: readonly SharedReceiver[], sent: number): number {
  const holders = receivers.filter((receiver) => receiver.keepsQueue || (receiver.leftAt < 0 && receiver.connected));
  const until =
    holders.length === 0
      ? Math.max(0, ...receivers.map(({ leftAt }) => leftAt))
      : Math.min(...holders.map(({ last }) => last + 1));
  return Math.min(sent, until);
}

/**
 * Splits what is in flight of a shared stream among its receivers. Which receiver libzmq chose for a message is not
 * told, but every pipe keeps order: a missing message older than the newest one that a receiver got cannot be on its
 * way to that receiver. What stays open after that is divided evenly (inferred). The parts sum to what is missing, but where
 * programs outside take part: there, what can be on its way to none of these receivers is in no part.
 */
export function splitInFlight(
  receivers: readonly SharedReceiver[],
  sent: number,
  bits: Int32Array,
  sharesOutside = false,
): number[] {
  const parts = receivers.map(() => 0);
  const total = sent - receivers.reduce((sum, receiver) => sum + receiver.delivered, 0);
  if (total <= 0) return parts;
  const oldest = oldestKept(sent);
  const edges = [...new Set([oldest, sent, ...receivers.flatMap((receiver) => [receiver.last + 1, receiver.leftAt])])]
    .filter((edge) => edge >= oldest && edge <= sent)
    .sort((a, b) => a - b);
  let placed = 0;
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const from = edges[index] as number;
    const to = edges[index + 1] as number;
    const missing = countMissing(bits, from, to);
    if (missing === 0) continue;
    placed += missing;
    const able = receivers.map((receiver) => couldHold(receiver, from, to));
    if (sharesOutside && !able.some(Boolean)) continue;
    // A sender learns of a departure a moment late: what nobody else could hold, went to one that had left.
    const gone = receivers.map((receiver) => receiver.leftAt >= 0 && receiver.last < from);
    // One that is there again has lost what its first life held.
    const away = receivers.map((receiver) => receiver.wasAway);
    const all = receivers.map(() => true);
    spread(parts, [able, gone, away].find((holders) => holders.some(Boolean)) ?? all, missing);
  }
  if (placed < total && !sharesOutside)
    spread(
      parts,
      receivers.map(() => true),
      total - placed,
    );
  return parts;
}

const couldHold = ({ connected, keepsQueue, last, leftAt }: SharedReceiver, from: number, to: number): boolean =>
  last < from && (keepsQueue || (connected && (leftAt < 0 || leftAt >= to)));

function spread(parts: number[], able: readonly boolean[], count: number): void {
  const holders = able.filter(Boolean).length;
  const each = Math.floor(count / holders);
  let extra = count - each * holders;
  able.forEach((holds, index) => {
    if (!holds) return;
    parts[index] = (parts[index] ?? 0) + each + (extra > 0 ? 1 : 0);
    extra -= 1;
  });
}
