import type { EventReport, FlowReport, RunReport, SocketReport } from '../report/report.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { FlowField } from '../telemetry/fields.ts';

/** Of the live figures, what a report does not keep: how things stood while producers still ran. */
const momentFields = [
  'sent',
  'delivered',
  'sendQueue',
  'kernelSend',
  'kernelReceive',
  'receiveQueue',
  'queued',
] as const satisfies readonly FlowField[];
type MomentField = (typeof momentFields)[number];
type FlowMoment = Readonly<Record<MomentField, number>> & { readonly atMs: number };

/** One finished run, as lessons and myths read it. */
export interface RunRecord {
  /** As it was run: a lesson's own, or with its remedy. */
  readonly scenario: Scenario;
  readonly report: RunReport;
  /** By flow id: the first look in the second half of the producers' time, and the last in it. Empty when nobody looked. */
  readonly moments: ReadonlyMap<string, { readonly half: FlowMoment; readonly last: FlowMoment }>;
}

/** Keeps the newest figures of every flow while a run's producers go. */
export interface Witness {
  /** `read` answers a field of the flow at that place; looks from after the producers' time are ignored. */
  look(atMs: number, read: (flow: number, field: MomentField) => number): void;
  record(report: RunReport): RunRecord;
}

export const createWitness = (flowIds: readonly string[], scenario: Scenario): Witness => {
  const { seconds } = scenario;
  const moments = new Map<string, { readonly half: FlowMoment; readonly last: FlowMoment }>();
  return {
    look(atMs, read) {
      if (atMs > seconds * 1000) return;
      for (const [place, id] of flowIds.entries()) {
        const figures = Object.fromEntries(momentFields.map((field) => [field, read(place, field)]));
        const last = { ...(figures as Record<MomentField, number>), atMs };
        const before = moments.get(id)?.half;
        const half = before === undefined || before.atMs < seconds * 500 ? last : before;
        moments.set(id, { half, last });
      }
    },
    record: (report) => ({ scenario, report, moments: new Map(moments) }),
  };
};

/** A lesson's own scenario has the flow it asks for; another report is a defect of the caller. */
export const flowOf = ({ report }: RunRecord, id: string): FlowReport => {
  const flow = report.flows.find((candidate) => candidate.id === id);
  if (flow === undefined) throw new Error(`expected flow ${id} in the report of "${report.scenario}", found none`);
  return flow;
};

export const socketOf = ({ report }: RunRecord, id: string): SocketReport => {
  const socket = report.sockets.find((candidate) => candidate.id === id);
  if (socket === undefined) throw new Error(`expected socket ${id} in the report of "${report.scenario}", found none`);
  return socket;
};

/** NaN where nobody looked or the machine does not tell. */
export const momentOf = (
  { moments }: RunRecord,
  flow: string,
  field: MomentField,
  when: 'half' | 'last' = 'last',
): number => moments.get(flow)?.[when][field] ?? Number.NaN;

/** Messages a second in the second half of the run, when the queues have filled; NaN where nobody looked. */
export const steadyRate = ({ moments }: RunRecord, flow: string, counter: 'sent' | 'delivered'): number => {
  const seen = moments.get(flow);
  if (seen === undefined || seen.last.atMs <= seen.half.atMs) return Number.NaN;
  return (1000 * (seen.last[counter] - seen.half[counter])) / (seen.last.atMs - seen.half.atMs);
};

export const eventsAt = ({ report }: RunRecord, socket: string): readonly EventReport[] =>
  report.events.filter((event) => event.socket === socket);

export const percent = (part: number, whole: number): number => (whole > 0 ? (100 * part) / whole : 0);
