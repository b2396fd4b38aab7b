import type { LinkConditions, LinkSpec, SocketSpec, Transport } from '../scenario/scenario.ts';
import { socketTraits } from '../scenario/socket-type.ts';
import type { FlowFigures, SocketFigures } from '../telemetry/fields.ts';
import type { EngineFailure, FlowInfo, LossBatch, SocketInfo, Telemetry } from '../telemetry/telemetry.ts';
import { type Act, actsOf, type Fault, faultsOf } from './acts.ts';
import type { EventCount, EventMemory } from './event-memory.ts';
import type { FlowHistory, FlowTrend } from './flow-history.ts';
import type { ForecastOutcome } from './loss-forecast.ts';
import type { LossTally } from './loss-tally.ts';

/** One flow with everything that rules ask about it. */
export interface FlowView {
  readonly info: FlowInfo;
  /** Counters of now; rates and queues of the last look at the running scenario. */
  readonly figures: Readonly<FlowFigures>;
  readonly trend: FlowTrend;
  readonly forecast: ForecastOutcome | undefined;
  readonly losses: readonly LossBatch[];
  readonly tally: LossTally;
  readonly link: LinkSpec | undefined;
  readonly from: SocketView;
  readonly to: SocketView;
}

export interface SocketView {
  readonly info: SocketInfo;
  readonly spec: SocketSpec | undefined;
  readonly figures: Readonly<SocketFigures>;
  readonly events: readonly EventCount[];
  readonly failures: readonly EngineFailure[];
  readonly acts: readonly Act[];
  /** The other socket of its proxy: what one receives, the other sends on. */
  readonly forwardsTo: SocketView | undefined;
  /** Its links, and those that follow from literal endpoints that it shares with others. */
  readonly links: readonly LinkView[];
  readonly outgoing: readonly FlowView[];
  readonly incoming: readonly FlowView[];
  /** Since when the socket has been open, and since when it has been gone; undefined where not so. */
  readonly openedMs: number | undefined;
  readonly goneMs: number | undefined;
  /** The last look at which it had received more than before. */
  readonly lastReceivedMs: number | undefined;
}

/** Two sockets that are meant to talk. */
export interface LinkView {
  /** For ends that meet at a literal endpoint no link says so, and the id is that of the flow. */
  readonly id: string;
  readonly transport: Transport;
  readonly from: SocketView;
  readonly to: SocketView;
  /** The end that connects; the other one binds. */
  readonly connecter: SocketView;
  readonly conditions: LinkConditions | undefined;
  /** Both directions. */
  readonly flows: readonly FlowView[];
}

/** What every rule looks at: the telemetry, linked up, with its recent past. */
export interface Look {
  readonly telemetry: Telemetry;
  readonly nowMs: number;
  /** False once producers have stopped: figures then say nothing about the scenario any more. */
  readonly running: boolean;
  readonly flows: readonly FlowView[];
  readonly sockets: readonly SocketView[];
  readonly links: readonly LinkView[];
  readonly faults: readonly Fault[];
  socket(id: string): SocketView | undefined;
}

/** What the diagnosis remembers from look to look. */
export interface Memory {
  readonly events: EventMemory;
  flow(id: string): FlowHistory;
  tally(id: string): LossTally;
  socket(id: string): SocketSpan;
}

export interface SocketSpan {
  readonly openedMs: number | undefined;
  readonly goneMs: number | undefined;
  readonly lastReceivedMs: number | undefined;
}

type Filling<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** Links telemetry and memory into one look. Linear in flows, sockets, links and events. */
export function createLook(telemetry: Telemetry, memory: Memory): Look {
  const sockets = socketViews(telemetry, memory);
  const flows = flowViews(telemetry, memory, sockets);
  return {
    telemetry,
    nowMs: telemetry.atMs,
    running: telemetry.phase === 'running',
    flows,
    sockets: [...sockets.values()],
    links: linkViews(telemetry, flows, sockets),
    faults: faultsOf(telemetry),
    socket: (id) => sockets.get(id),
  };
}

type Sockets = ReadonlyMap<string, Filling<SocketView>>;

function flowViews(telemetry: Telemetry, memory: Memory, sockets: Sockets): readonly FlowView[] {
  const links = new Map(telemetry.scenario.links.map((link) => [link.id, link]));
  return telemetry.flows.flatMap(({ info, figures, losses }) => {
    const from = sockets.get(info.from);
    const to = sockets.get(info.to);
    if (from === undefined || to === undefined) {
      return [];
    }
    const history = memory.flow(info.id);
    const now = telemetry.phase === 'running' ? figures : settled(figures, history.figures);
    const tally = memory.tally(info.id);
    const view: FlowView = {
      info,
      figures: now,
      trend: history.trend,
      forecast: history.forecast,
      losses,
      tally,
      link: links.get(info.link),
      from,
      to,
    };
    from.outgoing.push(view);
    to.incoming.push(view);
    return [view];
  });
}

function linkViews(telemetry: Telemetry, flows: readonly FlowView[], sockets: Sockets): readonly LinkView[] {
  const flowsByLink = new Map<string, FlowView[]>();
  for (const flow of flows) {
    const own = flowsByLink.get(flow.info.link);
    if (own === undefined) flowsByLink.set(flow.info.link, [flow]);
    else own.push(flow);
  }
  const specs = new Map(telemetry.scenario.links.map((link) => [link.id, link]));
  return [...new Set([...specs.keys(), ...flowsByLink.keys()])].flatMap((id) => {
    const spec = specs.get(id);
    const own = flowsByLink.get(id) ?? [];
    const forward = own.find(({ info }) => info.direction === 'forward')?.info;
    const from = sockets.get(spec?.from ?? forward?.from ?? '');
    const to = sockets.get(spec?.to ?? forward?.to ?? '');
    if (from === undefined || to === undefined) {
      return [];
    }
    const connecter = spec === undefined ? literalConnecter(from, to) : spec.bind === 'from' ? to : from;
    const transport = spec?.transport ?? forward?.transport ?? 'tcp';
    const view: LinkView = { id, transport, from, to, connecter, conditions: spec?.conditions, flows: own };
    from.links.push(view);
    to.links.push(view);
    return [view];
  });
}

function literalConnecter(from: Filling<SocketView>, to: Filling<SocketView>): Filling<SocketView> {
  return (from.spec?.connect.length ?? 0) > 0 && (to.spec?.bind.length ?? 0) > 0 ? from : to;
}

/** Once producers have stopped, the counters go on, and the rates and depths of the run itself are those that count. */
function settled(now: Readonly<FlowFigures>, last: Readonly<FlowFigures> | undefined): Readonly<FlowFigures> {
  if (last === undefined) {
    return now;
  }
  const { sent, delivered, lostProven, lostInferred, lostEstimated, missedBeforeJoin, refused, blockedMs, joined } =
    now;
  return {
    ...last,
    sent,
    delivered,
    lostProven,
    lostInferred,
    lostEstimated,
    missedBeforeJoin,
    refused,
    blockedMs,
    joined,
  };
}

function socketViews(telemetry: Telemetry, memory: Memory): Map<string, Filling<SocketView>> {
  const specs = new Map(telemetry.scenario.sockets.map((spec) => [spec.id, spec]));
  const acts = actsOf(telemetry);
  const views = new Map<string, Filling<SocketView>>();
  for (const { info, figures } of telemetry.sockets) {
    views.set(info.id, {
      info,
      spec: specs.get(info.id),
      figures,
      events: [...memory.events.of(info.id)],
      failures: [],
      acts: [],
      forwardsTo: undefined,
      links: [],
      outgoing: [],
      incoming: [],
      ...memory.socket(info.id),
    });
  }
  for (const act of acts) {
    views.get(act.socket)?.acts.push(act);
  }
  for (const { frontend, backend } of telemetry.scenario.proxies) {
    const [front, back] = [views.get(frontend), views.get(backend)];
    if (front !== undefined && back !== undefined) {
      front.forwardsTo = back;
      back.forwardsTo = front;
    }
  }
  for (const failure of telemetry.failures) {
    views.get(failure.socket)?.failures.push(failure);
  }
  return views;
}

/** Whether a full queue makes the sender of this flow wait (or refuse), instead of dropping in silence. */
export function blocksWhenFull(flow: FlowView): boolean {
  const options = flow.from.spec?.options ?? {};
  if (flow.info.fromType === 'pub' || flow.info.fromType === 'xpub') {
    return options.noDrop === true;
  }
  return socketTraits[flow.info.fromType].whenFull === 'block' || options.mandatory === true;
}

/** Its receiver was not there yet: nor now, nor at any look before. */
export const neverCame = ({ to }: FlowView): boolean =>
  to.figures.open !== 1 && to.openedMs === undefined && to.goneMs === undefined;

/** The other end of a link, seen from one of its sockets. */
export function otherEnd(link: LinkView, socket: SocketView): SocketView {
  return link.from === socket ? link.to : link.from;
}
