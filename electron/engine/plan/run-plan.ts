import type { LinkSpec, OptionValue, Scenario, SocketSpec } from '../../../shared/scenario/scenario.ts';
import { inByteOrder } from '../../../shared/scenario/sent-subscriptions.ts';
import { socketTraits } from '../../../shared/scenario/socket-type.ts';
import type { FlowInfo } from '../../../shared/telemetry/telemetry.ts';
import type { MemoryShape } from '../memory/lab-memory.ts';
import type { IncomingStream, OutgoingStream, SocketOrder } from '../worker/protocol.ts';
import { impliedLinks, reachableFromOutside } from './implied-links.ts';
import { pipeStays, receiverConnects } from './pipes.ts';
import { reaches } from './reaches.ts';
import { draftStreams, peersOf, type StreamDraft } from './stream-drafts.ts';
import { assignThreads } from './threads.ts';

/** A scenario turned into numbers: which socket, stream and flow stands in which cell, and on which thread. Pure data. */
export interface RunPlan {
  readonly sockets: readonly PlannedSocket[];
  readonly links: readonly PlannedLink[];
  readonly flows: readonly PlannedFlow[];
  readonly streams: readonly PlannedStream[];
  readonly threads: number;
  readonly shape: MemoryShape;
}

export interface PlannedSocket {
  readonly index: number;
  readonly spec: SocketSpec;
  readonly thread: number;
  /** Without what only the run knows: keys made for it. */
  readonly order: SocketOrder;
}

export interface PlannedLink {
  readonly index: number;
  readonly spec: LinkSpec;
  readonly from: number;
  readonly to: number;
  /** Follows from literal endpoints that two sockets share; nothing has to be bound or connected for it. */
  readonly implied: boolean;
}

export interface PlannedStream {
  readonly index: number;
  readonly sender: number;
  readonly topic: string;
  readonly target: string | undefined;
  /** Receivers that may get a message of it; more than one for round-robin is a shared stream. */
  readonly flows: readonly number[];
  readonly shared: boolean;
}

export interface PlannedFlow {
  readonly index: number;
  readonly info: FlowInfo;
  readonly link: number;
  readonly from: number;
  readonly to: number;
  /** The streams whose messages this flow carries (subscriptions applied). */
  readonly streams: readonly number[];
  /** What was sent before the receiver joined was never owed to it. */
  readonly fanOut: boolean;
  /** When the receiver goes, its queue and its subscription at the sender go with it; not where the sender connects again. */
  readonly leaves: boolean;
  /** The receiver keeps its queue while a sender that is opened again comes back, so that messages stay in order. */
  readonly ordered: boolean;
  /** How the sender comes to know what the receiver wants; a ROUTER need not. */
  readonly subscribes: IncomingStream['subscribes'];
  /** The sender keeps its queue to a receiver that goes, and gives it to the one that it connects to next. */
  readonly keepsQueue: boolean;
  readonly shared: boolean;
  /** Its sender deals its messages out to programs outside, too: what does not come here, may have gone there. */
  readonly sharesOutside: boolean;
}

const twoWay = new Set(['req', 'rep', 'dealer', 'router', 'pair']);
const arrivesAtOneOf = new Set(['push', 'req', 'dealer', 'pair']);

export function planRun(scenario: Scenario): RunPlan {
  const indexOf = new Map(scenario.sockets.map((socket, index) => [socket.id, index]));
  const links = planLinks(scenario, indexOf);
  const drafts = draftStreams(scenario, links);
  const flows = planFlows(scenario, links, drafts);
  const outside = reachableFromOutside(scenario, links);
  const streams = drafts.map((draft) => ({
    index: draft.index,
    sender: draft.sender,
    topic: draft.topic,
    target: draft.target,
    flows: draft.flows,
    shared: draft.flows.length > 1 && arrivesAtOneOf.has(typeOf(scenario, draft.sender)),
  }));
  const { threadOf, threads } = assignThreads(scenario);
  const plan = {
    links,
    flows: flows.map((flow) => ({
      ...flow,
      shared: flow.streams.some((s) => streams[s]?.shared),
      sharesOutside: arrivesAtOneOf.has(flow.info.fromType) && outside.has(flow.from),
    })),
    streams,
  };
  return {
    ...plan,
    sockets: scenario.sockets.map((spec, index) => ({
      index,
      spec,
      thread: threadOf[index] ?? 0,
      order: planOrder(scenario, index, plan, drafts),
    })),
    threads,
    shape: { sockets: scenario.sockets.length, streams: streams.length, flows: flows.length },
  };
}

const specOf = (scenario: Scenario, index: number): SocketSpec => scenario.sockets[index] as SocketSpec;
const typeOf = (scenario: Scenario, index: number) => specOf(scenario, index).type;

function planLinks(scenario: Scenario, indexOf: ReadonlyMap<string, number>): readonly PlannedLink[] {
  const explicit = scenario.links.map((spec) => ({ spec, implied: false }));
  const implied = impliedLinks(scenario).map((spec) => ({ spec, implied: true }));
  return [...explicit, ...implied].map(({ spec, implied: isImplied }, index) => ({
    index,
    spec,
    from: indexOf.get(spec.from) ?? 0,
    to: indexOf.get(spec.to) ?? 0,
    implied: isImplied,
  }));
}

type Unshared = Omit<PlannedFlow, 'shared' | 'sharesOutside'>;

function planFlows(scenario: Scenario, links: readonly PlannedLink[], drafts: readonly StreamDraft[]): Unshared[] {
  const flows: Unshared[] = [];
  const add = (link: PlannedLink, from: number, to: number, direction: FlowInfo['direction']): void => {
    const index = flows.length;
    const carried = drafts.filter((draft) => draft.sender === from && reaches(scenario, links, link, draft, to));
    for (const draft of carried) draft.flows.push(index);
    const sender = specOf(scenario, from);
    const fanOut = socketTraits[sender.type].routing === 'fan-out' || sender.type === 'router';
    const keepsQueue = pipeStays(link.spec, direction, sender);
    flows.push({
      index,
      link: link.index,
      from,
      to,
      streams: carried.map((draft) => draft.index),
      fanOut,
      leaves: fanOut && !keepsQueue,
      keepsQueue,
      subscribes: socketTraits[sender.type].routing !== 'fan-out' ? 'never' : receiverConnects(link.spec, direction),
      ordered: pipeStays(link.spec, direction === 'forward' ? 'reply' : 'forward', specOf(scenario, to)),
      info: {
        id: direction === 'forward' ? link.spec.id : `${link.spec.id}/reply`,
        from: sender.id,
        to: specOf(scenario, to).id,
        link: link.spec.id,
        transport: link.spec.transport,
        fromType: sender.type,
        toType: specOf(scenario, to).type,
        direction,
        endpoint: link.spec.endpoint ?? '',
      },
    });
  };
  for (const link of links) {
    add(link, link.from, link.to, 'forward');
    if (twoWay.has(typeOf(scenario, link.from)) && twoWay.has(typeOf(scenario, link.to)))
      add(link, link.to, link.from, 'reply');
  }
  return flows;
}

function planOrder(
  scenario: Scenario,
  index: number,
  plan: Pick<RunPlan, 'links' | 'flows' | 'streams'>,
  drafts: readonly StreamDraft[],
): SocketOrder {
  const spec = specOf(scenario, index);
  const peers = peersOf(plan.links, index);
  const outside = spec.bind.length + spec.connect.length > 0;
  const conflating = [spec, ...peers.map((peer) => specOf(scenario, peer))].some(
    (socket) => socket.options.conflate === true,
  );
  return {
    index,
    id: spec.id,
    type: spec.type,
    options: withRoutingId(scenario, spec, peers),
    subscribe: inByteOrder(spec.subscribe),
    outgoing: drafts.filter((draft) => draft.sender === index).map((draft) => toOutgoing(draft, spec, plan.flows)),
    incoming: plan.flows.filter((flow) => flow.to === index).flatMap((flow) => toIncoming(flow, plan, drafts)),
    produces: spec.produce !== undefined,
    startDelayMs: spec.produce?.startAtMs ?? 0,
    frames: spec.produce?.frames ?? 1,
    maySplit: !outside && !conflating,
    proxied: scenario.proxies.some((proxy) => proxy.frontend === spec.id || proxy.backend === spec.id),
    refuseWhenFull: spec.options.sendTimeout !== undefined && Number(spec.options.sendTimeout) >= 0,
  };
}

const toOutgoing = (draft: StreamDraft, sender: SocketSpec, flows: RunPlan['flows']): OutgoingStream => ({
  stream: draft.index,
  topic: draft.topic,
  target: draft.target,
  delimiter: draft.delimiter,
  answers: draft.answersTo !== undefined,
  markable: draft.flows.length > 0 && draft.answersTo === undefined && !draft.delimiter && sender.type !== 'req',
  reaches: flows
    .filter(({ index }) => draft.flows.includes(index))
    .map(({ index, to, streams, fanOut }) => ({ flow: index, to, streams, fanOut })),
});

function toIncoming(
  flow: Pick<PlannedFlow, 'index' | 'streams' | 'fanOut' | 'leaves' | 'ordered' | 'subscribes' | 'from' | 'to'>,
  plan: Pick<RunPlan, 'streams'>,
  drafts: readonly StreamDraft[],
): readonly IncomingStream[] {
  const replyStream = drafts.find((draft) => draft.sender === flow.to && draft.answersTo === flow.from)?.index ?? -1;
  return flow.streams.map((stream) => ({
    stream,
    flow: flow.index,
    exclusive: plan.streams[stream]?.shared !== true,
    fanOut: flow.fanOut,
    leaves: flow.leaves,
    ordered: flow.ordered,
    subscribes: flow.subscribes,
    startsAt: undefined,
    turn: drafts[stream]?.turn ?? 0,
    turns: drafts[stream]?.turns ?? 1,
    sender: flow.from,
    topic: drafts[stream]?.topic ?? '',
    replyStream,
  }));
}

/** A ROUTER can only address peers whose id it knows; those without one of their own get the scenario's. */
function withRoutingId(
  scenario: Scenario,
  spec: SocketSpec,
  peers: readonly number[],
): Readonly<Record<string, OptionValue>> {
  const named = spec.type === 'dealer' || spec.type === 'req' || spec.type === 'router';
  const addressed = named && peers.some((peer) => typeOf(scenario, peer) === 'router');
  return addressed && spec.options.routingId === undefined ? { ...spec.options, routingId: spec.id } : spec.options;
}
