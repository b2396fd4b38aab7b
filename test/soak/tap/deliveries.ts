import { type Account, fansOut, type PeerPlan, type Side, subscribes } from './world.ts';

/** A program and what it said of itself. */
export interface Told {
  readonly plan: PeerPlan;
  readonly account: Account;
}

/** What somebody had to get, and what was got: by the programs' own words. */
export interface Delivery {
  readonly what: string;
  readonly due: number;
  readonly got: number;
}

/** All that had to arrive in a world where nothing may be lost. */
export function deliveries(servers: readonly Told[], clients: readonly Told[]): readonly Delivery[] {
  return [...directed(clients, servers, 'forward'), ...directed(servers, clients, 'backward')];
}

function directed(senders: readonly Told[], receivers: readonly Told[], way: string): readonly Delivery[] {
  if (senders.some(({ plan }) => fansOut(plan))) return receivers.flatMap((receiver) => fannedOut(senders, receiver));
  const sent = senders.map(({ account }) => account.sent);
  const received = receivers.map(({ account }) => account.received);
  const compare = (what: keyof Side & ('messages' | 'bytes' | 'frames')): Delivery => ({
    what: `${way} ${what}`,
    due: total(sent, what),
    got: total(received, what),
  });
  return [
    compare('messages'),
    compare('bytes'),
    compare('frames'),
    { what: `${way} content`, due: total(sent, 'sum') % 2 ** 32, got: total(received, 'sum') % 2 ** 32 },
  ];
}

function fannedOut(senders: readonly Told[], { plan, account }: Told): readonly Delivery[] {
  if (!subscribes(plan)) return [];
  return senders.map((sender) => ({
    what: `messages from ${sender.plan.id} to ${plan.id}`,
    due: matching(sender, plan.subscribe),
    got: account.received.by[sender.plan.id]?.messages ?? 0,
  }));
}

/** What of a publisher's messages fits one of the subscriptions; its probes are nobody's due. */
function matching({ plan, account }: Told, subscriptions: readonly string[]): number {
  return Object.entries(account.sent.topics)
    .filter(([topic]) => topic !== plan.traffic.probe)
    .filter(([topic]) => subscriptions.some((each) => topic.startsWith(each)))
    .reduce((sum, [, { messages }]) => sum + messages, 0);
}

export const total = (sides: readonly Side[], what: 'messages' | 'bytes' | 'frames' | 'sum'): number =>
  sides.reduce((sum, side) => sum + side[what], 0);
