import { count, figure } from '../diagnosis/figure-words.ts';
import type { FlowReport, SocketReport } from '../report/report.ts';
import type { SocketSpec } from '../scenario/scenario.ts';
import { momentOf, type RunRecord, steadyRate } from './run-record.ts';

/** A producer that offered less of its rate than this did not make the traffic that the question is about. */
const leastOffered = 0.8;
/** A reader with a queue before it that reads less than this of what its service time allows. */
const leastRead = 0.6;
/** What a message costs a reader beside its service time, generously. */
const overheadMs = 0.05;
/** Of a producer's own time; in less than this its rate says nothing. */
const leastOwnMs = 200;
const leastWaiting = 20;

/**
 * Why a run tells nothing about ZeroMQ but only about a machine that could not do what the scenario asks: one line, or undefined
 * where it could. Time that a producer stood blocked is taken out: that is libzmq's doing, not the machine's. `beyondReach` is a
 * producer that is asked for more than any machine can do, on purpose.
 */
export const tooSlow = (run: RunRecord, beyondReach?: string): string | undefined => {
  for (const spec of run.scenario.sockets) {
    const slow = spec.id === beyondReach ? undefined : slowProducer(run, spec);
    const said = slow ?? slowReader(run, spec);
    if (said !== undefined)
      return `This machine was too slow to tell: ${said}. Close what else keeps it busy, then run it again.`;
  }
  return undefined;
};

const slowProducer = (run: RunRecord, spec: SocketSpec): string | undefined => {
  const { produce } = spec;
  const socket = run.report.sockets.find(({ id }) => id === spec.id);
  if (produce === undefined || produce.rate === 0 || socket === undefined) return undefined;
  const ownMs = producingMs(run, spec, socket);
  const most = produce.count > 0 ? produce.count : Number.POSITIVE_INFINITY;
  const due = Math.min(most, (produce.rate * ownMs) / 1000);
  if (ownMs < leastOwnMs || socket.offered >= due * leastOffered) return undefined;
  return `${spec.id} came to ${count(socket.offered)} messages where ${count(due)} were due`;
};

/** How long a socket could have produced: from its start to its end or the first thing that was done to it, without waits. */
const producingMs = (run: RunRecord, spec: SocketSpec, { blockedMs }: SocketReport): number => {
  const done = run.scenario.steps.flatMap((step) => ('do' in step && step.socket === spec.id ? [step.atMs] : []));
  const endMs = Math.min(run.report.seconds * 1000, ...done);
  return endMs - spec.startAtMs - (spec.produce?.startAtMs ?? 0) - blockedMs;
};

const slowReader = (run: RunRecord, { id, consume }: SocketSpec): string | undefined => {
  const flows = run.report.flows.filter(({ to }) => to === id);
  // What a closed or killed sender took with it, is known only at the end and seems to wait until then.
  const ends = [id, ...flows.map(({ from }) => from)];
  const disturbed = run.scenario.steps.some((step) => 'do' in step && ends.includes(step.socket));
  if (consume === undefined || consume.serviceMs === 0 || disturbed) return undefined;
  const waits = (when: 'half' | 'last'): boolean =>
    sum(flows, (flow) => momentOf(run, flow, 'queued', when)) > leastWaiting;
  if (!waits('half') || !waits('last')) return undefined;
  const perSecond = sum(flows, (flow) => steadyRate(run, flow, 'delivered'));
  const able = 1000 / (consume.serviceMs + overheadMs);
  if (!(perSecond < able * leastRead)) return undefined;
  return `${id} read ${figure(Math.round(perSecond))} messages a second where ${figure(Math.round(able))} were to be expected`;
};

const sum = (flows: readonly FlowReport[], read: (flow: string) => number): number =>
  flows.reduce((total, { id }) => total + read(id), 0);
