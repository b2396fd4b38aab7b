import type { ScenarioFile } from './file-schema.ts';
import type { ConsumeSpec, LinkConditions, LinkSpec, ProduceSpec, Scenario, SocketSpec, StepSpec } from './scenario.ts';
import type { SocketType } from './socket-type.ts';

type SocketFile = ScenarioFile['sockets'][number];
type LinkFile = NonNullable<ScenarioFile['links']>[number];
type StepFile = NonNullable<ScenarioFile['steps']>[number];

/** What a scenario means where its file is silent; `printScenario` leaves out what equals these. */
export const defaults = { seconds: 10, description: '' } as const;

export const defaultConsume: ConsumeSpec = { serviceMs: 0, mode: 'wait' };

export const defaultConditions: LinkConditions = {
  bytesPerSecond: 0,
  latencyMs: 0,
  jitterMs: 0,
  cut: false,
  stall: false,
};

/** A pub or xpub without a topic sends messages whose topic is the empty text, which an empty subscription matches. */
export const defaultProduce = (type: SocketType): ProduceSpec => ({
  rate: 1_000,
  size: 256,
  topics: type === 'pub' || type === 'xpub' ? [''] : [],
  burst: 1,
  startAtMs: 0,
  frames: 1,
  count: 0,
  to: [],
});

export const defaultLinkId = (from: string, to: string): string => `${from}-${to}`;

export const normalise = (file: ScenarioFile): Scenario => ({
  highwater: 1,
  name: file.name,
  description: file.description ?? defaults.description,
  seconds: file.seconds ?? defaults.seconds,
  sockets: file.sockets.map(socketOf),
  links: (file.links ?? []).map(linkOf),
  steps: (file.steps ?? []).map(stepOf),
  proxies: (file.proxies ?? []).map(({ id, frontend, backend }) => ({
    id: id ?? defaultLinkId(frontend, backend),
    frontend,
    backend,
  })),
  keyPairs: file.keyPairs ?? {},
  zap: file.zap && { curve: file.zap.curve, plain: file.zap.plain },
});

const socketOf = (file: SocketFile): SocketSpec => ({
  id: file.id,
  type: file.type,
  options: file.options ?? {},
  produce: file.produce && produceOf(file.type, file.produce),
  consume: file.consume && { ...defaultConsume, ...withoutUndefined(file.consume) },
  subscribe: file.subscribe ?? [],
  security: file.security,
  startAtMs: file.startAtMs ?? 0,
  bind: file.bind ?? [],
  connect: file.connect ?? [],
  process: file.process && { descriptors: file.process.descriptors, sockets: file.process.sockets },
});

const produceOf = (type: SocketType, file: NonNullable<SocketFile['produce']>): ProduceSpec => {
  const { topic, topics, to, ...plain } = file;
  const standard = defaultProduce(type);
  return {
    ...standard,
    ...withoutUndefined(plain),
    topics: listOf(topics ?? topic) ?? standard.topics,
    to: listOf(to) ?? standard.to,
  };
};

const linkOf = (file: LinkFile): LinkSpec => ({
  id: file.id ?? defaultLinkId(file.from, file.to),
  from: file.from,
  to: file.to,
  transport: file.transport ?? 'tcp',
  bind: file.bind ?? 'from',
  endpoint: file.endpoint,
  conditions: { ...defaultConditions, ...withoutUndefined(file.conditions ?? {}) },
});

const stepOf = (file: StepFile): StepSpec =>
  file.fault !== undefined && file.on !== undefined
    ? { atMs: file.atMs, fault: file.fault, on: file.on }
    : file.do !== undefined && file.socket !== undefined
      ? { atMs: file.atMs, do: file.do, socket: file.socket }
      : { atMs: file.atMs, set: file.set ?? {} };

const listOf = (value: string | readonly string[] | undefined): readonly string[] | undefined =>
  typeof value === 'string' ? [value] : value;

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** A key that is present but undefined must not wipe out a default. */
const withoutUndefined = <T extends object>(value: T): Partial<Present<T>> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Partial<Present<T>>;
