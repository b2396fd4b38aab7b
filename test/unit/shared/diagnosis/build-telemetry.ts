import type { EventReport } from '../../../../shared/report/report.ts';
import type {
  ConsumeSpec,
  LinkConditions,
  LinkSpec,
  ProduceSpec,
  Scenario,
  SocketSpec,
} from '../../../../shared/scenario/scenario.ts';
import {
  type FlowFigures,
  type FlowState,
  flowFields,
  flowStates,
  type SocketFigures,
  socketFields,
} from '../../../../shared/telemetry/fields.ts';
import type {
  EngineFailure,
  FlowTelemetry,
  LossBatch,
  SocketTelemetry,
  Telemetry,
} from '../../../../shared/telemetry/telemetry.ts';

/** Telemetry made by hand: every builder takes what matters to the test and fills in a healthy rest. */

export function produce(changes: Partial<ProduceSpec> = {}): ProduceSpec {
  return { rate: 1000, size: 256, topics: [], burst: 1, startAtMs: 0, frames: 1, count: 0, to: [], ...changes };
}

export function consume(changes: Partial<ConsumeSpec> = {}): ConsumeSpec {
  return { serviceMs: 0, mode: 'wait', ...changes };
}

export function socket(id: string, type: SocketSpec['type'], changes: Partial<SocketSpec> = {}): SocketSpec {
  return {
    id,
    type,
    options: {},
    produce: undefined,
    consume: undefined,
    subscribe: type === 'sub' || type === 'xsub' ? [''] : [],
    security: undefined,
    startAtMs: 0,
    bind: [],
    connect: [],
    process: undefined,
    ...changes,
  };
}

export function link(
  from: string,
  to: string,
  changes: Partial<Omit<LinkSpec, 'conditions'>> & { readonly conditions?: Partial<LinkConditions> } = {},
): LinkSpec {
  return {
    id: `${from}-${to}`,
    from,
    to,
    transport: 'tcp',
    bind: 'from',
    endpoint: undefined,
    ...changes,
    conditions: { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut: false, stall: false, ...changes.conditions },
  };
}

export function scenario(
  sockets: readonly SocketSpec[],
  links: readonly LinkSpec[],
  changes: Partial<Scenario> = {},
): Scenario {
  return {
    highwater: 1,
    name: 'test',
    description: '',
    seconds: 20,
    sockets,
    links,
    steps: [],
    proxies: [],
    keyPairs: {},
    zap: undefined,
    ...changes,
  };
}

/** PUB or PUSH `feed` to SUB or PULL `slow`. */
export function pair(
  kind: 'pub' | 'push',
  options: {
    readonly produce?: Partial<ProduceSpec>;
    readonly consume?: Partial<ConsumeSpec> | 'none';
    readonly feed?: Partial<SocketSpec>;
    readonly slow?: Partial<SocketSpec>;
    readonly link?: Parameters<typeof link>[2];
    readonly scenario?: Partial<Scenario>;
  } = {},
): Scenario {
  const consumes = options.consume === 'none' ? undefined : consume(options.consume);
  return scenario(
    [
      socket('feed', kind, { produce: produce(options.produce), ...options.feed }),
      socket('slow', kind === 'pub' ? 'sub' : 'pull', { consume: consumes, ...options.slow }),
    ],
    [link('feed', 'slow', options.link)],
    options.scenario,
  );
}

export function flowFigures(changes: Partial<FlowFigures> = {}): FlowFigures {
  const zeros = Object.fromEntries(flowFields.map((field) => [field, 0])) as FlowFigures;
  return {
    ...zeros,
    joined: 1,
    sendMark: 1000,
    receiveMark: 1000,
    capacity: 4500,
    capacityError: 300,
    wireBytes: 265,
    latencyP50Ms: 0.2,
    latencyP99Ms: 0.9,
    latencyMaxMs: 1.2,
    state: flowStates.indexOf('flowing'),
    ...changes,
  };
}

export const stateIndex = (state: FlowState): number => flowStates.indexOf(state);

function socketFigures(changes: Partial<SocketFigures> = {}): SocketFigures {
  const zeros = Object.fromEntries(socketFields.map((field) => [field, 0])) as SocketFigures;
  return { ...zeros, busyShare: 0.1, threadSockets: 1, peers: 1, open: 1, ...changes };
}

export function event(socketId: string, name: string, atMs: number, detail = '', count = 1): EventReport {
  return { atMs, socket: socketId, event: name, endpoint: 'tcp://127.0.0.1:5555', detail, count, lastAtMs: atMs };
}

export function failure(changes: Partial<EngineFailure> = {}): EngineFailure {
  return {
    atMs: 10,
    socket: 'feed',
    operation: 'bind',
    code: 'EADDRINUSE',
    message: 'in use',
    endpoint: 'tcp://127.0.0.1:5555',
    count: 1,
    ...changes,
  };
}

export function loss(changes: Partial<LossBatch> = {}): LossBatch {
  return {
    fromSequence: 100,
    toSequence: 199,
    count: 100,
    sentFromMs: 1000,
    sentToMs: 1100,
    provenAtMs: 1500,
    cause: 'unknown',
    ...changes,
  };
}

interface Overrides {
  readonly flows?: Readonly<Record<string, Partial<FlowFigures>>>;
  readonly losses?: Readonly<Record<string, readonly LossBatch[]>>;
  readonly sockets?: Readonly<Record<string, Partial<SocketFigures>>>;
}

/** The flows that a scenario's links carry, forward only, plus replies for two-way types. */
export function telemetry(of: Scenario, changes: Partial<Telemetry> = {}, overrides: Overrides = {}): Telemetry {
  return {
    atMs: 3000,
    phase: 'running',
    scenario: of,
    flows: flowsOf(of, overrides),
    sockets: of.sockets.map((spec): SocketTelemetry => {
      const targetRate = spec.produce?.rate ?? 0;
      const rates =
        spec.produce === undefined ? {} : { offeredPerSecond: targetRate, acceptedPerSecond: targetRate, targetRate };
      const offered = spec.produce === undefined ? 0 : 1000;
      const figures = socketFigures({ ...rates, offered, accepted: offered, ...overrides.sockets?.[spec.id] });
      return { info: { id: spec.id, type: spec.type }, figures };
    }),
    events: [],
    failures: [],
    changes: [],
    libzmqVersion: '4.3.5',
    ...changes,
  };
}

const twoWay = new Set(['req', 'rep', 'dealer', 'router', 'pair']);

function flowsOf(of: Scenario, overrides: Overrides): readonly FlowTelemetry[] {
  const typeOf = (id: string) => of.sockets.find((spec) => spec.id === id)!.type;
  return of.links.flatMap((spec) => {
    const one = (from: string, to: string, direction: 'forward' | 'reply'): FlowTelemetry => {
      const id = direction === 'forward' ? spec.id : `${spec.id}:reply`;
      return {
        info: {
          id,
          from,
          to,
          link: spec.id,
          transport: spec.transport,
          fromType: typeOf(from),
          toType: typeOf(to),
          direction,
          endpoint: spec.endpoint ?? 'tcp://127.0.0.1:5555',
        },
        figures: flowFigures(overrides.flows?.[id]),
        losses: overrides.losses?.[id] ?? [],
      };
    };
    const forward = one(spec.from, spec.to, 'forward');
    return twoWay.has(typeOf(spec.from)) ? [forward, one(spec.to, spec.from, 'reply')] : [forward];
  });
}
