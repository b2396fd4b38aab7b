import type { Finding } from '../../../shared/report/finding.ts';
import type { FlowReport, RunReport, SocketReport, Versions } from '../../../shared/report/report.ts';
import { optionsOf } from '../../../shared/scenario/options.ts';
import type { OptionValue } from '../../../shared/scenario/scenario.ts';
import { whyOpen } from '../ledger/why-open.ts';
import type { PlannedFlow, PlannedSocket } from '../plan/run-plan.ts';
import { producedMs } from './drain.ts';
import type { Readings } from './readings.ts';
import { flowInfo, orderTo, type RunState } from './run-state.ts';

/** Counters as they stood when producers stopped: what rates are taken from. */
export interface ProducedCounts {
  readonly sent: readonly number[];
  readonly delivered: readonly number[];
}

export const countsNow = (state: RunState): ProducedCounts => ({
  sent: state.ledgers.map((ledger) => ledger.figures.sent),
  delivered: state.ledgers.map((ledger) => ledger.figures.delivered),
});

export interface ReportParts {
  readonly state: RunState;
  readonly readings: Readings;
  readonly versions: Versions;
  readonly findings: readonly Finding[];
  readonly produced: ProducedCounts;
  readonly unclosed: ReadonlyMap<number, string>;
}

export function reportOfRun(parts: ReportParts): RunReport {
  const { state } = parts;
  const seconds = producedMs(state) / 1000;
  return {
    highwater: 1,
    scenario: state.scenario.name,
    seconds: round(seconds, 3),
    versions: parts.versions,
    flows: state.plan.flows.map((flow) => flowReport(parts, flow, seconds)),
    sockets: state.plan.sockets.map((socket) => socketReport(parts, socket)),
    events: [...state.events.all].sort((a, b) => a.atMs - b.atMs),
    findings: parts.findings,
  };
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
const perSecond = (count: number, seconds: number): number => (seconds > 0 ? round(count / seconds, 1) : 0);

function flowReport({ state, produced, unclosed }: ReportParts, flow: PlannedFlow, seconds: number): FlowReport {
  const ledger = state.ledgers[flow.index];
  if (ledger === undefined) throw new Error(`There is no ledger for flow ${flow.index}.`);
  const { figures } = ledger;
  const info = flowInfo(state, flow.index);
  // While a run goes on, what waits is in flight less what cannot be waiting any more; at its end nothing waits.
  const over = state.phase === 'ended' || state.phase === 'failed';
  const queued = over ? figures.inFlight : Math.round(figures.queued);
  const residual = figures.sent - figures.delivered - figures.lostProven - queued;
  const reason = over ? whyOpen({ queued, residual }, unclosed.get(flow.index)) : undefined;
  return {
    id: info.id,
    from: info.from,
    to: info.to,
    link: info.link,
    transport: info.transport,
    sent: figures.sent,
    delivered: figures.delivered,
    lost: figures.lostProven,
    queued,
    residual,
    refused: figures.refused,
    blockedMs: Math.round(figures.blockedMs),
    missedBeforeJoin: figures.missedBeforeJoin,
    firstLossAtMs: ledger.firstLossAtMs === undefined ? null : Math.round(ledger.firstLossAtMs),
    lostRanges: ledger.ranges.map((range) => ({
      ...range,
      sentFromMs: round(range.sentFromMs, 1),
      sentToMs: round(range.sentToMs, 1),
    })),
    lostRangesOmitted: ledger.rangesOmitted,
    peakQueued: Math.min(ledger.history.peak(), ledger.physicalLimit, figures.sent),
    latencyMs: latency(state, flow),
    sentPerSecond: perSecond(produced.sent[flow.index] ?? figures.sent, seconds),
    deliveredPerSecond: perSecond(produced.delivered[flow.index] ?? figures.delivered, seconds),
    ...(flow.sharesOutside ? { elsewhere: ledger.elsewhere } : {}),
    ...(reason === undefined ? {} : { unclosedReason: reason }),
  };
}

function latency({ memory }: RunState, flow: PlannedFlow): FlowReport['latencyMs'] {
  if (memory.flow(flow.index, 'totalCount') === 0) return null;
  const read = (cell: 'totalP50Ms' | 'totalP95Ms' | 'totalP99Ms' | 'totalMaxMs'): number =>
    round(memory.flow(flow.index, cell), 3);
  return { p50: read('totalP50Ms'), p95: read('totalP95Ms'), p99: read('totalP99Ms'), max: read('totalMaxMs') };
}

function socketReport({ state, readings }: ReportParts, socket: PlannedSocket): SocketReport {
  const figures = readings.sockets[socket.index];
  const unroutable = state.plan.streams
    .filter((stream) => stream.sender === socket.index && stream.target !== undefined && stream.flows.length === 0)
    .reduce((sum, stream) => sum + state.memory.sent(stream.index), 0);
  return {
    id: socket.spec.id,
    type: socket.spec.type,
    offered: figures?.offered ?? 0,
    accepted: figures?.accepted ?? 0,
    refused: figures?.refused ?? 0,
    blockedMs: Math.round(figures?.blockedMs ?? 0),
    cpu: round(readings.meanBusy(socket.index), 3),
    received: figures?.received ?? 0,
    foreign: figures?.foreign ?? 0,
    ...(unroutable > 0 ? { unroutable } : {}),
    options: state.options.get(socket.index) ?? state.scenario.sockets[socket.index]?.options ?? {},
  };
}

const secret = /secret|password/i;

/** Reads the options back from the sockets: what libzmq really uses, its own defaults included. Secrets are left out. */
export async function readOptions(state: RunState): Promise<void> {
  await Promise.all(
    state.plan.sockets.map(async (socket) => {
      if (state.memory.counter(socket.index, 'open') !== 1) return;
      const names = optionsOf(socket.spec.type)
        .map((option) => option.name)
        .filter((name) => !secret.test(name));
      const answer = await orderTo(state, socket.index, { kind: 'options', socket: socket.index, names });
      if (!answer.ok || typeof answer.value !== 'object') return;
      const spec = state.scenario.sockets[socket.index];
      const set = Object.entries(spec?.options ?? {}).filter(([name]) => !secret.test(name));
      const values: Record<string, OptionValue | null> = { ...Object.fromEntries(set), ...answer.value };
      for (const name of ['sendTimeout', 'receiveTimeout'])
        if (name in values) values[name] = spec?.options[name] ?? -1;
      state.options.set(socket.index, values);
    }),
  );
}
