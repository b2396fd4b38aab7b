import { compatibleTypes, type SocketType, socketTypes } from '../../../shared/scenario/socket-type.ts';
import { type Choice, createChoice } from '../choice.ts';
import { randomTraffic } from './random-traffic.ts';
import { securityOf } from './security.ts';
import type { PeerPlan, Story, Traffic, World } from './world.ts';

/** Programs that talk through a tap, made up from a seed. */
export function randomWorld(seed: number): World {
  const choice = createChoice(seed);
  const story = choice.pick(stories);
  const [clientType, serverType, sender] = choice.pick(story === 'wrong-pair' ? wrongPairs : pairsOf(story));
  const mechanism = choice.pick(story === 'stranger' ? plainOnly : mechanisms);
  const slow = story === 'slow' || story.endsWith('limited');
  const traffic = randomTraffic(choice, { clientType, serverType, slow });
  // Of several subscribers one is slow, and has to be told from the others.
  const single = clientType === 'pair' || (slow && clientType !== 'sub') || story === 'wrong-pair';
  const clients = single ? 1 : choice.between(1, 4);
  const latent = story === 'healthy' && choice.chance(0.25);
  const end = { choice, story, mechanism, traffic, sender, latent };
  return {
    seed,
    story,
    listen: choice.pick(transports),
    forward: choice.pick(transports),
    mechanism,
    server: createPeer(end, 0, serverType, clientType),
    clients: Array.from({ length: clients }, (_, index) => createPeer(end, index + 1, clientType, serverType)),
    tap: {
      sequence: choice.chance(0.6) ? sequenceOf(traffic) : undefined,
      inspect: choice.pick([undefined, undefined, 1, 10, 1000]),
      latencyMs: latent ? choice.pick([1, 20, 100]) : 0,
      jitterMs: latent ? choice.pick([0, 5, 30]) : 0,
      bytesPerSecond: limitOf(story, traffic),
    },
    awayMs: choice.pick([300, 3600]),
    signal: choice.pick(['SIGINT', 'SIGTERM']),
  };
}

const stories: readonly Story[] = [
  ...Array.from({ length: 10 }, () => 'healthy' as const),
  'changing',
  'late-server',
  'server-restart',
  'server-restart',
  'client-restart',
  'client-restart',
  'slow',
  'limited',
  'half-limited',
  'link',
  'link',
  'cut',
  'wrong-pair',
  'stranger',
];
const transports = ['tcp', 'ipc'] as const;
const plainOnly = ['NULL'] as const;
const mechanisms = ['NULL', 'NULL', 'NULL', 'NULL', 'PLAIN', 'CURVE'] as const;

/** The client of the tap, the program behind it, and who begins to send. */
type TypePair = readonly [client: SocketType, server: SocketType, sender: 'client' | 'server' | 'both'];
const pairs: readonly TypePair[] = [
  ['push', 'pull', 'client'],
  ['pull', 'push', 'server'],
  ['sub', 'pub', 'server'],
  ['sub', 'xpub', 'server'],
  ['xsub', 'pub', 'server'],
  ['xsub', 'xpub', 'server'],
  ['pub', 'sub', 'client'],
  ['xpub', 'xsub', 'client'],
  ['req', 'rep', 'client'],
  ['rep', 'req', 'server'],
  ['req', 'router', 'client'],
  ['router', 'req', 'server'],
  ['dealer', 'router', 'client'],
  ['router', 'dealer', 'server'],
  ['dealer', 'rep', 'client'],
  ['rep', 'dealer', 'server'],
  ['dealer', 'dealer', 'client'],
  ['pair', 'pair', 'both'],
];
const wrongPairs: readonly TypePair[] = socketTypes.flatMap((client) =>
  socketTypes
    .filter((server) => !compatibleTypes[client].includes(server))
    .map((server) => [client, server, 'client'] as const),
);

function pairsOf(story: Story): readonly TypePair[] {
  if (story === 'changing') return pairs.filter(([client]) => client === 'sub' || client === 'xsub');
  if (story === 'slow') return pairs.filter(([client]) => ['push', 'pull', 'sub'].includes(client));
  if (story.endsWith('limited')) return pairs.filter(([client]) => ['push', 'pull'].includes(client));
  // A stranger at a socket that shares its messages out gets some of them: libzmq takes it for an old peer.
  if (story === 'stranger') return pairs.filter(([, server, sender]) => sender === 'client' || server.endsWith('pub'));
  if (story === 'late-server') return pairs.filter(([client]) => ['push', 'pull', 'dealer', 'req'].includes(client));
  if (story === 'server-restart' || story === 'client-restart' || story === 'cut')
    return pairs.filter(([client, server]) => [client, server].some((type) => ['push', 'pub', 'xpub'].includes(type)));
  return pairs;
}

interface EndOptions {
  readonly choice: Choice;
  readonly story: Story;
  readonly mechanism: World['mechanism'];
  readonly traffic: Traffic;
  readonly sender: TypePair[2];
  readonly latent: boolean;
}

const largestSending = 24_000_000;

function createPeer(options: EndOptions, id: number, type: SocketType, peer: SocketType): PeerPlan {
  const { choice, story, traffic, sender, mechanism } = options;
  const sends = sender === 'both' || sender === (id === 0 ? 'server' : 'client');
  const lockstep = type === 'req' || peer === 'req';
  const rate = rateOf(choice, story, lockstep, traffic.topics.length > 0);
  const answers = sender !== 'both' && !sends && (type === 'rep' || type === 'router');
  const isSlow = story === 'slow' && !sends && id <= 1;
  return {
    id,
    language: choice.pick(['node', 'node', 'python']),
    type,
    bind: id === 0,
    options: {
      ...securityOf(mechanism, id),
      ...identityOf(choice, type, id),
      ...heartbeatsOf(choice),
      ...(story === 'slow' ? slowMarksOf(type) : marksOf(type)),
    },
    subscribe: type === 'sub' || type === 'xsub' ? subscriptionsOf(choice, traffic, story) : [],
    receives: !['push', 'pub', 'req'].includes(type) && story !== 'wrong-pair',
    echo: answers,
    envelope: (type === 'dealer' && peer === 'rep') || (type === 'router' && peer === 'req'),
    count: sends ? countOf(options, rate, lockstep) : 0,
    rate,
    serviceMs: isSlow ? 20 : 0,
    traffic,
  };
}

const halfRate = 40;

/** One that is used up, or one of which only 60 % are. */
function limitOf(story: Story, { sizes: [size = 0] }: Traffic): number {
  if (story === 'limited') return 1_000_000;
  return story === 'half-limited' ? Math.ceil((halfRate * size) / 0.6) : 0;
}

function rateOf(choice: Choice, story: Story, lockstep: boolean, publishes: boolean): number {
  // The other subscribers are to keep up.
  if (story === 'slow') return publishes ? 150 : 3000;
  if (story === 'limited' || lockstep) return 0;
  if (story === 'half-limited') return halfRate;
  return choice.pick(story === 'healthy' || story === 'stranger' ? [50, 500, 500, 3000, 0] : [50, 500, 3000]);
}

function countOf({ choice, story, traffic, latent }: EndOptions, rate: number, lockstep: boolean): number {
  const mean = traffic.sizes.reduce((sum, size) => sum + size, 0) / traffic.sizes.length;
  const byBytes = Math.max(3, Math.floor(largestSending / (mean + 1)));
  if (story === 'slow') return 100_000;
  if (story === 'half-limited') return halfRate * 5;
  if (story === 'limited') return Math.ceil(5_000_000 / mean);
  if (story === 'wrong-pair') return 0;
  if (lockstep) return Math.min(byBytes, choice.pick(latent ? [3, 10] : [5, 150]));
  if (traffic.coding === 'u8') return Math.min(200, byBytes);
  const seconds = story === 'healthy' ? 1.5 : 4;
  return Math.min(byBytes, rate === 0 ? choice.pick([1, 300, 20_000]) : Math.ceil(rate * seconds));
}

/** Nothing is to be dropped in a healthy world: a mark of 0 is none. */
const marksOf = (type: SocketType): PeerPlan['options'] => ({
  ...(['pub', 'xpub', 'router', 'rep'].includes(type) ? { sendHighWaterMark: 0 } : {}),
  ...(['sub', 'xsub', 'router'].includes(type) ? { receiveHighWaterMark: 0 } : {}),
});

/** At 60 kB a message, the usual thousand would take in what is sent in seven seconds. */
const slowMarksOf = (type: SocketType): PeerPlan['options'] => (type === 'sub' ? { receiveHighWaterMark: 10 } : {});

function identityOf(choice: Choice, type: SocketType, id: number): PeerPlan['options'] {
  const told = type === 'req' || type === 'dealer' || type === 'router';
  return told && choice.chance(0.5) ? { routingId: choice.pick([`worker-${id}`, `w${id}${'x'.repeat(200)}`]) } : {};
}

const heartbeatsOf = (choice: Choice): PeerPlan['options'] =>
  choice.chance(0.35) ? { heartbeatInterval: choice.pick([20, 100, 400]), heartbeatTimeout: 30_000 } : {};

function subscriptionsOf(choice: Choice, { topics, probe }: Traffic, story: Story): readonly string[] {
  const all = story !== 'healthy' || choice.chance(0.5);
  if (all && choice.chance(0.5)) return [''];
  const some = topics.filter(() => all || choice.chance(0.5));
  return [...some, probe ?? ''];
}

function sequenceOf({ coding, perTopic, prefix, topics }: Traffic): string {
  const before = prefix ? (topics[0] ?? '').length + 1 : 0;
  const place = coding === 'json' || coding === 'msgpack' ? `${coding}:header.seq` : `${before + 8}:${coding}`;
  return `${place}${perTopic ? '#topic' : ''}`;
}
