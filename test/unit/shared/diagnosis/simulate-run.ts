import { createDiagnosis } from '../../../../shared/diagnosis/diagnose.ts';
import type { Finding } from '../../../../shared/report/finding.ts';
import type { LinkSpec, Scenario, SocketSpec } from '../../../../shared/scenario/scenario.ts';
import type { FlowFigures, SocketFigures } from '../../../../shared/telemetry/fields.ts';
import type { LossBatch, Telemetry } from '../../../../shared/telemetry/telemetry.ts';
import { telemetry } from './build-telemetry.ts';

/**
 * A fluid model of a run: each link is a queue of a given capacity, filled at the producer's rate (with its bursts) and emptied
 * at the service rate or the link's, in steps of 10 ms. PUB drops what does not fit, PUSH waits. Good enough to drive rules over
 * time; what really happens is tested on real sockets.
 */
export interface Simulation {
  readonly capacity?: number;
  readonly lookMs?: number;
  /** The scenario as it stands at a time (steps applied by hand). */
  readonly change?: (atMs: number, scenario: Scenario) => Scenario;
  /** Last word on the telemetry of a look. */
  readonly adjust?: (telemetry: Telemetry) => Telemetry;
  readonly runMs?: number;
  /** Adds draining and ended looks. */
  readonly drain?: boolean;
}

interface Flow {
  sent: number;
  delivered: number;
  lost: number;
  proven: number;
  queued: number;
  blockedMs: number;
  joined: boolean;
  history: { atMs: number; sent: number; delivered: number; lost: number; blockedMs: number }[];
  losses: LossBatch[];
}

const stepMs = 10;

export interface Run {
  readonly findings: readonly Finding[];
  readonly codes: readonly string[];
  readonly looks: readonly { readonly telemetry: Telemetry; readonly findings: readonly Finding[] }[];
  /** Open findings by code at the look next to a time. */
  openAt(atMs: number): readonly string[];
}

export function simulate(start: Scenario, options: Simulation = {}): Run {
  const diagnosis = createDiagnosis();
  const runMs = options.runMs ?? 8000;
  const lookMs = options.lookMs ?? 250;
  const flows = new Map<string, Flow>();
  const looks: { telemetry: Telemetry; findings: readonly Finding[] }[] = [];
  let now = start;
  const observe = (atMs: number, phase: Telemetry['phase']) => {
    const built = observed(now, flows, atMs, phase, options.capacity ?? 4500);
    const value = options.adjust?.(built) ?? built;
    looks.push({ telemetry: value, findings: diagnosis.look(value) });
  };
  for (let atMs = stepMs; atMs <= runMs; atMs += stepMs) {
    now = options.change?.(atMs, now) ?? now;
    for (const link of now.links) {
      advance(now, link, flowOf(flows, link.id), atMs, options.capacity ?? 4500);
    }
    if (atMs % lookMs === 0) {
      observe(atMs, 'running');
    }
  }
  if (options.drain ?? true) {
    observe(runMs + 200, 'draining');
    for (const flow of flows.values()) {
      Object.assign(flow, { delivered: flow.delivered + flow.queued, queued: 0, proven: flow.lost });
    }
    observe(runMs + 600, 'ended');
  }
  const findings = looks.at(-1)?.findings ?? [];
  return {
    findings,
    codes: [...new Set(findings.map(({ code }) => code))],
    looks,
    openAt: (atMs) =>
      (looks.findLast((look) => look.telemetry.atMs <= atMs)?.findings ?? [])
        .filter(({ toMs }) => toMs === undefined)
        .map(({ code }) => code),
  };
}

function flowOf(flows: Map<string, Flow>, id: string): Flow {
  const old = flows.get(id);
  const flow = old ?? {
    sent: 0,
    delivered: 0,
    lost: 0,
    proven: 0,
    queued: 0,
    blockedMs: 0,
    joined: false,
    history: [],
    losses: [],
  };
  flows.set(id, flow);
  return flow;
}

const specOf = (scenario: Scenario, id: string): SocketSpec => scenario.sockets.find((spec) => spec.id === id)!;

function advance(scenario: Scenario, link: LinkSpec, flow: Flow, atMs: number, capacity: number): void {
  const from = specOf(scenario, link.from);
  const to = specOf(scenario, link.to);
  flow.joined ||= atMs >= to.startAtMs && atMs >= from.startAtMs;
  const produce = from.produce;
  const startMs = from.startAtMs + (produce?.startAtMs ?? 0);
  const share =
    from.type === 'push' ? Math.max(1, scenario.links.filter((other) => other.from === link.from).length) : 1;
  const sentBy = (ms: number) => {
    if (produce === undefined || ms <= startMs) {
      return 0;
    }
    const mean = ((ms - startMs) * produce.rate) / 1000;
    const exact = produce.burst > 1 ? Math.ceil(mean / produce.burst) * produce.burst : mean;
    return Math.min(exact, produce.count || Number.POSITIVE_INFINITY) / share;
  };
  const serves = to.consume !== undefined && atMs >= to.startAtMs;
  const service = !serves ? 0 : to.consume.serviceMs > 0 ? 1000 / to.consume.serviceMs : 1e9;
  const conditions = link.conditions;
  const wire =
    conditions.cut || conditions.stall ? 0 : conditions.bytesPerSecond > 0 ? conditions.bytesPerSecond / 265 : 1e9;
  const want = produce?.rate === 0 ? 1e4 : sentBy(atMs) - sentBy(atMs - stepMs);
  const backlog = from.type === 'push' && produce?.rate !== 0 ? sentBy(atMs) - flow.sent : want;
  const room = capacity - flow.queued;
  const fits = Math.max(0, Math.min(backlog, room + (Math.min(service, wire) * stepMs) / 1000));
  if (from.type === 'push') {
    flow.sent += fits;
    flow.queued += fits;
    flow.blockedMs += backlog > fits + 0.01 ? stepMs : 0;
  } else if (flow.joined) {
    flow.sent += want;
    flow.queued += Math.min(want, fits);
    flow.lost += Math.max(0, want - fits);
  }
  const out = Math.min(flow.queued, (Math.min(service, wire) * stepMs) / 1000);
  flow.queued -= out;
  flow.delivered += out;
  flow.history.push({ atMs, sent: flow.sent, delivered: flow.delivered, lost: flow.lost, blockedMs: flow.blockedMs });
}

function observed(
  scenario: Scenario,
  flows: Map<string, Flow>,
  atMs: number,
  phase: Telemetry['phase'],
  capacity: number,
): Telemetry {
  const figures: Record<string, Partial<FlowFigures>> = {};
  const losses: Record<string, readonly LossBatch[]> = {};
  for (const link of scenario.links) {
    const flow = flowOf(flows, link.id);
    figures[link.id] = figuresOf(scenario, link, flow, atMs, capacity);
    losses[link.id] = flow.proven > 0 ? [provenLoss(flow, atMs)] : [];
  }
  const sockets = Object.fromEntries(scenario.sockets.map((spec) => [spec.id, socketOf(scenario, spec, flows, atMs)]));
  return telemetry(scenario, { atMs, phase }, { flows: figures, losses, sockets });
}

function provenLoss(flow: Flow, atMs: number): LossBatch {
  const firstMs = flow.history.find(({ lost }) => lost > 0)?.atMs ?? 0;
  return {
    fromSequence: 1,
    toSequence: 1,
    count: Math.round(flow.lost),
    sentFromMs: firstMs,
    sentToMs: atMs - 500,
    provenAtMs: atMs,
    cause: 'unknown',
  };
}

function figuresOf(
  scenario: Scenario,
  link: LinkSpec,
  flow: Flow,
  atMs: number,
  capacity: number,
): Partial<FlowFigures> {
  const past = flow.history.findLast((sample) => sample.atMs <= atMs - 1000) ?? {
    sent: 0,
    delivered: 0,
    lost: 0,
    blockedMs: 0,
  };
  const to = specOf(scenario, link.to);
  const limited = link.conditions.bytesPerSecond > 0 || link.conditions.stall || link.conditions.cut;
  const slow = to.consume === undefined || to.consume.serviceMs > 0;
  const out = Math.max(1, flow.delivered - past.delivered);
  return {
    sent: flow.sent,
    delivered: flow.delivered,
    lostProven: flow.proven,
    lostInferred: flow.lost - flow.proven,
    lostEstimated: flow.lost - flow.proven,
    inFlight: flow.sent - flow.delivered - flow.proven,
    queued: flow.queued,
    blockedMs: flow.blockedMs,
    blockedShare: Math.min(1, (flow.blockedMs - past.blockedMs) / 1000),
    capacity,
    sentPerSecond: flow.sent - past.sent,
    deliveredPerSecond: flow.delivered - past.delivered,
    lostPerSecond: flow.lost - past.lost,
    latencyP50Ms: Math.max(0.2, (flow.queued * 1000) / out) + link.conditions.latencyMs,
    latencyP99Ms: Math.max(0.9, (flow.queued * 1100) / out) + link.conditions.latencyMs,
    kernelSend: flow.queued > 100 ? Math.min(flow.queued / 2, 2700) : 0,
    kernelReceive: flow.queued > 100 && slow && !limited ? 200 : 0,
    receiveQueue: flow.queued > 100 && slow && !limited ? Math.min(1000, flow.queued / 4) : 0,
    joined: flow.joined ? 1 : 0,
  };
}

function socketOf(
  scenario: Scenario,
  spec: SocketSpec,
  flows: Map<string, Flow>,
  atMs: number,
): Partial<SocketFigures> {
  const own = scenario.links.filter((link) => link.from === spec.id).map((link) => flowOf(flows, link.id));
  const since = (flow: Flow) => flow.history.findLast((sample) => sample.atMs <= atMs - 1000);
  const sent = (flow: Flow) => flow.sent - (since(flow)?.sent ?? 0);
  const accepted =
    spec.type === 'pub'
      ? own.length === 0
        ? 0
        : Math.max(...own.map(sent))
      : own.reduce((sum, flow) => sum + sent(flow), 0);
  const blocked = Math.max(0, ...own.map((flow) => (flow.blockedMs - (since(flow)?.blockedMs ?? 0)) / 1000));
  const open = atMs >= spec.startAtMs;
  const connected = scenario.links.some((link) => {
    return (link.from === spec.id || link.to === spec.id) && flowOf(flows, link.id).joined;
  });
  const offers =
    spec.produce !== undefined && atMs > spec.startAtMs + spec.produce.startAtMs
      ? Math.max(accepted, spec.produce.rate)
      : 0;
  return {
    open: open ? 1 : 0,
    peers: connected ? 1 : 0,
    targetRate: spec.produce?.rate ?? 0,
    offered: offers > 0 ? 1000 : 0,
    offeredPerSecond: offers,
    acceptedPerSecond: spec.type === 'pub' ? offers : accepted,
    blockedShare: Math.min(1, blocked),
  };
}
