import { impliedLinks } from '../../../../electron/engine/plan/implied-links.ts';
import { createWitness, type RunRecord } from '../../../../shared/lessons/run-record.ts';
import type { EventReport, FlowReport, RunReport, SocketReport } from '../../../../shared/report/report.ts';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';
import type { flowFields } from '../../../../shared/telemetry/fields.ts';

interface Given {
  readonly flows?: Readonly<Record<string, Partial<FlowReport>>>;
  readonly sockets?: Readonly<Record<string, Partial<SocketReport>>>;
  readonly events?: readonly EventReport[];
  readonly seconds?: number;
  /** Figures of each flow at the half and at the end of the producers' time; what is not given is 0. */
  readonly looks?: Readonly<Record<string, { readonly half?: Figures; readonly last: Figures }>>;
}
type Figures = Readonly<Partial<Record<(typeof flowFields)[number], number>>>;

/** The record of a run of that scenario in which nothing happened but what the test gives. */
export function recordOf(scenario: Scenario, given: Given = {}): RunRecord {
  const flowIds = flowIdsOf(scenario);
  const seconds = given.seconds ?? scenario.seconds;
  const witness = createWitness(flowIds, { ...scenario, seconds });
  for (const [atMs, when] of [
    [seconds * 500, 'half'],
    [seconds * 1000, 'last'],
  ] as const) {
    if (given.looks === undefined) continue;
    witness.look(atMs, (flow, field) => given.looks?.[flowIds[flow] ?? '']?.[when]?.[field] ?? 0);
  }
  const report: RunReport = {
    highwater: 1,
    scenario: scenario.name,
    seconds,
    versions: { highwater: '0', libzmq: '4.3.5', zeromq: '6.8.0', node: '20' },
    flows: flowIds.map((id) => ({ ...emptyFlow(id), ...given.flows?.[id] })),
    sockets: scenario.sockets.map(({ id, type, options }) => ({
      ...emptySocket,
      id,
      type,
      options,
      ...given.sockets?.[id],
    })),
    events: given.events ?? [],
    findings: [],
  };
  return witness.record(report);
}

const twoWay = new Set(['req', 'rep', 'dealer', 'router', 'pair']);

function flowIdsOf(scenario: Scenario): readonly string[] {
  const { sockets } = scenario;
  const links = [...scenario.links, ...impliedLinks(scenario)];
  const typeOf = (id: string): string => sockets.find((socket) => socket.id === id)?.type ?? '';
  return links.flatMap(({ id, from, to }) =>
    twoWay.has(typeOf(from)) && twoWay.has(typeOf(to)) ? [id, `${id}/reply`] : [id],
  );
}

const emptyFlow = (id: string): FlowReport => ({
  id,
  from: '',
  to: '',
  link: id,
  transport: 'tcp',
  sent: 0,
  delivered: 0,
  lost: 0,
  queued: 0,
  residual: 0,
  refused: 0,
  blockedMs: 0,
  missedBeforeJoin: 0,
  firstLossAtMs: null,
  lostRanges: [],
  lostRangesOmitted: 0,
  peakQueued: 0,
  latencyMs: null,
  sentPerSecond: 0,
  deliveredPerSecond: 0,
});

const emptySocket: Omit<SocketReport, 'id' | 'type' | 'options'> = {
  offered: 0,
  accepted: 0,
  refused: 0,
  blockedMs: 0,
  cpu: 0,
  received: 0,
  foreign: 0,
};
