import type { SocketType } from '../../shared/scenario/socket-type.ts';
import { type Choice, createChoice } from './choice.ts';

/** A scenario file made up from a seed: one to three groups that talk among themselves, with links, knobs and accidents. */
export function randomScenario(seed: number): object {
  const random = createChoice(seed);
  const seconds = random.pick([1, 1.5, 2, 3]);
  const groups = Array.from({ length: random.between(1, 3) }, (_, index) => createGroup(random, `g${index}`));
  const sockets = groups.flatMap((group) => group.sockets);
  const links = groups.flatMap((group) => group.links);
  const steps = Array.from({ length: random.chance(0.5) ? random.between(1, 3) : 0 }, () =>
    createStep(random, random.between(1, seconds * 1000 - 1), random.pick(sockets), random.pick(links)),
  );
  return { highwater: 1, name: `soak ${seed}`, seconds, sockets, links, steps: steps.flat() };
}

const pairs: readonly (readonly [SocketType, SocketType])[] = [
  ['pub', 'sub'],
  ['pub', 'sub'],
  ['xpub', 'sub'],
  ['pub', 'xsub'],
  ['push', 'pull'],
  ['push', 'pull'],
  ['req', 'rep'],
  ['dealer', 'rep'],
  ['dealer', 'router'],
  ['router', 'dealer'],
  ['req', 'router'],
  ['pair', 'pair'],
  ['dealer', 'dealer'],
  ['router', 'router'],
];
const marks = [1, 5, 10, 100, 1000, 5000];

interface MadeSocket {
  readonly id: string;
  readonly produce?: object | undefined;
  readonly consume?: object | undefined;
  readonly process?: object | undefined;
}
interface MadeLink {
  readonly id: string;
  readonly transport: string;
}

function createGroup(random: Choice, name: string) {
  const [fromType, toType] = random.pick(pairs);
  const alone = fromType === 'pair';
  const senders = Array.from({ length: !alone && random.chance(0.25) ? 2 : 1 }, (_, index) =>
    createSocket(random, fromType, `${name}f${index}`, fromType !== 'rep'),
  );
  const receivers = Array.from({ length: alone ? 1 : random.between(1, 3) }, (_, index) =>
    createSocket(random, toType, `${name}t${index}`, answersToo.has(toType) && random.chance(0.5)),
  );
  const apart = [...senders, ...receivers].some((socket) => socket.process !== undefined);
  const links = senders.flatMap((from) => receivers.map((to) => createLink(random, from.id, to.id, apart)));
  return { sockets: [...senders, ...receivers], links };
}

const publishes = new Set<SocketType>(['pub', 'xpub']);
const subscribes = new Set<SocketType>(['sub', 'xsub']);
const answersToo = new Set<SocketType>(['router', 'dealer', 'pair']);
const sendsOnly = new Set<SocketType>(['pub', 'xpub', 'push', 'req']);
const readsOnly = new Set<SocketType>(['sub', 'pull']);

function createSocket(random: Choice, type: SocketType, id: string, sends: boolean): MadeSocket {
  const { chance, pick } = random;
  const options = {
    ...(chance(0.6) && !readsOnly.has(type) ? { sendHighWaterMark: pick(marks) } : {}),
    ...(chance(0.6) && type !== 'pub' && type !== 'push' ? { receiveHighWaterMark: pick(marks) } : {}),
    ...(chance(0.05) && type === 'sub' ? { conflate: true } : {}),
    ...(chance(0.2) ? { linger: pick([0, 100, -1]) } : {}),
    ...(chance(0.1) && publishes.has(type) ? { noDrop: true } : {}),
    ...(chance(0.3) && type === 'router' ? { mandatory: true } : {}),
  };
  return {
    id,
    ...{ type, options },
    produce: sends ? createProduce(random, type) : undefined,
    consume:
      !sendsOnly.has(type) && chance(0.9)
        ? { serviceMs: pick([0, 0, 0, 0.05, 1, 5, 50]), mode: chance(0.2) ? 'spin' : 'wait' }
        : undefined,
    ...(subscribes.has(type) ? { subscribe: pick([[''], ['prices', 'a'], ['a', 'b', 'prices'], ['nothing']]) } : {}),
    ...(chance(0.08) ? { startAtMs: pick([200, 600]) } : {}),
    ...(chance(0.1) ? { process: {} } : {}),
  };
}

function createProduce({ chance, pick }: Choice, type: SocketType): object {
  return {
    rate: pick([0, 10, 100, 1000, 5000]),
    size: pick([32, 64, 256, 1024, 20_000, 100_000]),
    ...(publishes.has(type) ? { topic: chance(0.3) ? ['a', 'b', 'ab'] : 'prices' } : {}),
    ...(chance(0.2) ? { burst: pick([2, 10, 100]) } : {}),
    ...(chance(0.1) ? { startAtMs: 300 } : {}),
    ...(chance(0.15) ? { count: pick([1, 10, 500]) } : {}),
    ...(chance(0.1) ? { frames: pick([2, 5]) } : {}),
  };
}

function createLink({ chance, pick }: Choice, from: string, to: string, apart: boolean): MadeLink {
  const transport = pick(apart ? ['tcp', 'ipc'] : ['tcp', 'tcp', 'ipc', 'inproc']);
  const conditions = pick([
    { latencyMs: 20 },
    { latencyMs: 50, jitterMs: 20 },
    { bytesPerSecond: 100_000 },
    { bytesPerSecond: 2_000_000 },
    { stall: true },
    { cut: true },
  ]);
  return {
    id: `${from}-${to}`,
    ...{ from, to, transport, bind: pick(['from', 'from', 'to']) },
    ...(transport !== 'inproc' && chance(0.15) ? { conditions } : {}),
  };
}

/** What may happen on the way; nothing where the choice does not fit the socket or the link. */
function createStep({ pick }: Choice, atMs: number, socket: MadeSocket, link: MadeLink): readonly object[] {
  const { id } = socket;
  const relayed = link.transport !== 'inproc';
  const steps: readonly (object | undefined)[] = [
    { do: pick(['close', 'kill', 'restart', 'stall', 'resume']), socket: id },
    socket.consume && { set: { [`sockets.${id}.consume.serviceMs`]: pick([0, 1, 10]) } },
    socket.produce && { set: { [`sockets.${id}.produce.rate`]: pick([1, 100, 5000]) } },
    relayed ? { set: { [`links.${link.id}.conditions.bytesPerSecond`]: pick([0, 200_000]) } } : undefined,
    relayed
      ? { set: { [`links.${link.id}.conditions.${pick(['cut', 'stall'])}`]: pick([true, true, false]) } }
      : undefined,
    relayed ? { fault: 'reset', on: link.id } : undefined,
  ];
  const step = pick(steps);
  return step === undefined ? [] : [{ atMs, ...step }];
}
