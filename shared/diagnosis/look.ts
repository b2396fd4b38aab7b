import type { LinkSpec, SocketSpec } from '../scenario/scenario.ts';
import { socketTraits } from '../scenario/socket-type.ts';
import type { FlowFigures, SocketFigures } from '../telemetry/fields.ts';
import type { EngineFailure, FlowInfo, LossBatch, SocketInfo, Telemetry } from '../telemetry/telemetry.ts';
import { type Act, actsOf } from './acts.ts';
import type { EventCount, EventMemory } from './event-memory.ts';
import { type FlowHistory, type FlowTrend, noTrend } from './flow-history.ts';
import type { LossTally } from './loss-tally.ts';

/** One flow with everything that rules ask about it. */
export interface FlowView {
  readonly info: FlowInfo;
  /** Counters of now; rates and queues of the last look at the running scenario. */
  readonly figures: Readonly<FlowFigures>;
  readonly trend: FlowTrend;
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
  readonly links: readonly LinkSpec[];
  readonly outgoing: readonly FlowView[];
  readonly incoming: readonly FlowView[];
  /** Since when the socket has been open, and since when it has been gone; undefined where not so. */
  readonly openedMs: number | undefined;
  readonly goneMs: number | undefined;
}

/** What every rule looks at: the telemetry, linked up, with its recent past. */
export interface Look {
  readonly telemetry: Telemetry;
  readonly nowMs: number;
  /** False once producers have stopped: figures then say nothing about the scenario any more. */
  readonly running: boolean;
  /** How long the scenario has been running at this look. */
  readonly flows: readonly FlowView[];
  readonly sockets: readonly SocketView[];
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
}

type Filling<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** Links telemetry and memory into one look. Linear in flows, sockets, links and events. */
export function createLook(telemetry: Telemetry, memory: Memory): Look {
  const running = telemetry.phase === 'running';
  const sockets = socketViews(telemetry, memory);
  const links = new Map(telemetry.scenario.links.map((link) => [link.id, link]));
  const flows: FlowView[] = [];
  for (const flow of telemetry.flows) {
    const from = sockets.get(flow.info.from);
    const to = sockets.get(flow.info.to);
    if (from === undefined || to === undefined) {
      continue;
    }
    const history = memory.flow(flow.info.id);
    const view: FlowView = {
      info: flow.info,
      figures: running ? flow.figures : settled(flow.figures, history.figures),
      trend: history.trend ?? noTrend,
      losses: flow.losses,
      tally: memory.tally(flow.info.id),
      link: links.get(flow.info.link),
      from,
      to,
    };
    from.outgoing.push(view);
    to.incoming.push(view);
    flows.push(view);
  }
  return {
    telemetry,
    nowMs: telemetry.atMs,
    running,
    flows,
    sockets: [...sockets.values()],
    socket: (id) => sockets.get(id),
  };
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
      links: [],
      outgoing: [],
      incoming: [],
      ...memory.socket(info.id),
    });
  }
  for (const act of acts) {
    views.get(act.socket)?.acts.push(act);
  }
  for (const failure of telemetry.failures) {
    views.get(failure.socket)?.failures.push(failure);
  }
  for (const link of telemetry.scenario.links) {
    views.get(link.from)?.links.push(link);
    views.get(link.to)?.links.push(link);
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

/** The other end of a link, seen from one of its sockets. */
export function otherEnd(link: LinkSpec, socket: string): string {
  return link.from === socket ? link.to : link.from;
}
