import type { OptionValue, SocketSpec, Transport } from './scenario.ts';

/**
 * Those subscriptions of a SUB or XSUB that reach a publisher. libzmq hands them to a new connection all at once, in the order of
 * their bytes, and drops without a word what the queue of that connection does not hold: its send mark over tcp and ipc, the sum of
 * that and the publisher's receive mark over inproc (xsub.cpp, send_subscription; measured in docs/measurements.md).
 */
export function sentSubscriptions(
  subscriber: SocketSpec,
  publisher: SocketSpec,
  transport: Transport,
): readonly string[] {
  return inByteOrder(subscriber.subscribe).slice(0, subscriptionRoom(subscriber, publisher, transport));
}

/** Each once, in the order in which libzmq hands them out. */
export const inByteOrder = (prefixes: readonly string[]): readonly string[] => [...new Set(prefixes)].sort(byBytes);

/** How many subscriptions get through when a connection begins. */
export function subscriptionRoom(subscriber: SocketSpec, publisher: SocketSpec, transport: Transport): number {
  const sends = markOf(subscriber.options.sendHighWaterMark);
  return transport === 'inproc' ? sends + markOf(publisher.options.receiveHighWaterMark) : sends;
}

/** 0 and less is no limit; 1,000 is libzmq's default, and zeromq.js gives a SUB no send mark to set. */
const markOf = (value: OptionValue | undefined): number => {
  const mark = Number(value ?? 1000);
  return mark > 0 ? mark : Number.POSITIVE_INFINITY;
};

/** Code points compare as the bytes of UTF-8 do. */
const byBytes = (a: string, b: string): number => {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
};
