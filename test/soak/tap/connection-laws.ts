import type { TapSide } from '../../../shared/tap/tap-view.ts';
import { type Told, total } from './deliveries.ts';
import { type ReportedWays, waysOf } from './reported.ts';
import type { Outcome } from './run-world.ts';
import { brokenBySide, type Expected } from './side-laws.ts';
import { subscribedLater } from './stories.ts';
import type { PrintedReport } from './tap-program.ts';
import { fansOut, type PeerPlan, subscribes, type Tally, type World } from './world.ts';

/** Each connection is some client's: its counts are those of the programs, exactly. */
export function brokenByConnections(outcome: Outcome, report: PrintedReport): readonly string[] {
  const ways = waysOf(report).filter(({ forward }) => forward.stage === 'traffic');
  const due = outcome.clients.map((client) => expectedOf(client, outcome));
  if (ways.length !== due.length) return [`${ways.length} connections for ${due.length} clients`];
  const free = new Set(ways);
  const madeMissing = outcome.servers[0]?.account.missing ?? 0;
  // The busiest first: under CURVE, where frames are only not to be too few, the others' would do for any.
  const busiestFirst = [...due].sort((one, other) => messagesOf(other) - messagesOf(one));
  return busiestFirst.flatMap((expected) => {
    const lines = new Map([...free].map((way) => [way, brokenByWay(way, expected, outcome.world, madeMissing)]));
    const [best] = [...lines].sort(([, one], [, other]) => one.length - other.length);
    if (best !== undefined) free.delete(best[0]);
    return best?.[1] ?? [];
  });
}

const messagesOf = ({ forward, backward }: ExpectedWays): number => forward.messages + backward.messages;

/** Numbers were left out on purpose in a stream that the tap sees as a whole, and knows to be one. */
export const gapsWereMade = (outcome: Outcome): boolean =>
  outcome.world.tap.sequence !== undefined &&
  outcome.world.mechanism !== 'CURVE' &&
  outcome.clients
    .map((client) => expectedOf(client, outcome))
    .some(({ forward, backward }) => isBlamed(forward, backward) || isBlamed(backward, forward));

const isBlamed = ({ plan, gaps }: Expected, { subscriptions }: Expected): boolean =>
  (gaps?.missing ?? 0) > 0 && (!fansOut(plan) || plan.traffic.perTopic || subscriptions.includes(''));

interface ExpectedWays {
  readonly forward: Expected;
  readonly backward: Expected;
}

function expectedOf(client: Told, { servers, world }: Outcome): ExpectedWays {
  const server = servers.at(-1);
  const { messages, bytes } = fansOut(client.plan) ? publishedTo(server, client.plan) : client.account.sent;
  const exclusive = client.plan.echo || !sharesOut(world);
  return {
    forward: {
      messages,
      bytes,
      plan: client.plan,
      account: fansOut(client.plan) ? undefined : client.account.sent,
      gaps: gapsForward(client, world),
      subscriptions: subscribes(client.plan) ? subscriptionsOf(client.plan, world) : [],
      topics: undefined,
    },
    backward: {
      ...client.account.received,
      plan: world.server,
      account: client.account.received,
      gaps: gapsBackward(exclusive, client, servers, world),
      subscriptions: subscribes(world.server) ? world.server.subscribe : [],
      topics: subscribes(client.plan)
        ? { told: client.account.received.topics, subscriptions: subscriptionsOf(client.plan, world) }
        : undefined,
    },
  };
}

/** What a subscriber behind the tap got of one publisher, probes and all. */
function publishedTo(server: Told | undefined, { id, traffic }: PeerPlan): Tally {
  const { messages, bytes } = server?.account.received.by[id] ?? { messages: 0, bytes: 0 };
  const probes = server?.account.received.probes[id] ?? 0;
  const probeBytes = (traffic.probe?.length ?? 0) + (traffic.prefix ? 2 : 1);
  return { messages: messages + probes, bytes: bytes + probes * probeBytes };
}

function gapsForward({ plan, account }: Told, { server }: World): Expected['gaps'] {
  if (plan.echo || plan.count === 0 || isTooLong(plan) || (fansOut(plan) && !hearsAll(server))) return undefined;
  return account;
}

/** One sender's numbers go to several receivers, each of whom sees some of them. */
const sharesOut = ({ clients, server }: World): boolean => clients.length > 1 && !fansOut(server);

function gapsBackward(
  exclusive: boolean,
  client: Told,
  servers: readonly Told[],
  { server, story }: World,
): Expected['gaps'] {
  if (isTooLong(server) || story === 'changing') return undefined;
  if (server.echo) return client.account;
  const [first] = servers;
  if (!exclusive || client.plan.echo || server.count === 0) return undefined;
  if (fansOut(server) && !hearsAll(client.plan)) return undefined;
  return first?.account;
}

/** The tap reads no JSON or MessagePack beyond 64 KiB: some numbers are hidden from it. */
export const isTooLong = ({ traffic }: PeerPlan): boolean =>
  (traffic.coding === 'json' || traffic.coding === 'msgpack') && traffic.sizes.some((size) => size > 65_000);

const hearsAll = ({ subscribe, traffic }: PeerPlan): boolean =>
  subscribe.includes('') || traffic.topics.every((topic) => subscribe.some((each) => topic.startsWith(each)));

const subscriptionsOf = ({ subscribe }: PeerPlan, { story }: World): readonly string[] =>
  story === 'changing' ? [...subscribe, ...subscribedLater] : subscribe;

function brokenByWay(
  { id, forward, backward, mechanism }: ReportedWays,
  expected: ExpectedWays,
  world: World,
  madeMissing: number,
): readonly string[] {
  return [
    ...(mechanism === world.mechanism ? [] : [`${id}: the mechanism is ${mechanism}`]),
    ...brokenBySide(`${id} forward`, forward, expected.forward, world),
    ...brokenBySide(`${id} backward`, backward, expected.backward, world),
    ...(world.story === 'changing' ? brokenByChange(id, backward, madeMissing) : []),
  ];
}

/** A subscription that comes or goes hides gaps, and makes none. */
const brokenByChange = (id: number, { sequence }: TapSide, made: number): readonly string[] =>
  (sequence?.missing ?? 0) <= made ? [] : [`${id}: ${sequence?.missing} missing, of ${made} that were left out`];

/** Where programs die, what passed lies between what was received and what was sent. */
export function brokenBySums({ servers, clients, world }: Outcome, report: PrintedReport): readonly string[] {
  const ways = waysOf(report);
  const between = (
    name: 'forward' | 'backward',
    senders: readonly Told[],
    receivers: readonly Told[],
  ): readonly string[] => {
    const copies = senders.some(({ plan }) => fansOut(plan)) ? receivers.length : 1;
    const most =
      copies *
      total(
        senders.map(({ account }) => account.sent),
        'messages',
      );
    const least = total(
      receivers.map(({ account }) => account.received),
      'messages',
    );
    const passed = ways.reduce((sum, way) => sum + way[name].messages, 0);
    return passed >= least && passed <= most
      ? []
      : [`${name}: ${passed} passed, ${least} were received and ${most} sent`];
  };
  if (world.mechanism === 'CURVE') return [];
  return [...between('forward', clients, servers), ...between('backward', servers, clients)];
}
