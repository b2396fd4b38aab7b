import type { OptionValue, Scenario } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark, EngineFailure, FlowInfo, RunPhase } from '../../../shared/telemetry/telemetry.ts';
import type { QueueSample } from '../../kernel/queue-sampler.ts';
import type { RelayThread } from '../../relay/relay-thread.ts';
import type { EventLog } from '../ledger/event-log.ts';
import type { FlowLedger } from '../ledger/flow-ledger.ts';
import type { SentHistory } from '../ledger/sent-history.ts';
import type { LabMemory } from '../memory/lab-memory.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { PoolThread } from '../pool/worker-pool.ts';
import type { GapRecord, OrderAnswer, WorkerOrder } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';

/** Counters around one reading of the kernel's queues: what had been sent before it, and what was settled after it. */
export interface KernelLook {
  readonly sent: readonly number[];
  readonly delivered: readonly number[];
  readonly lost: readonly number[];
}

/** Everything that the parts of one run share. Only the run's own modules write to it. */
export interface RunState {
  readonly plan: RunPlan;
  readonly memory: LabMemory;
  readonly threads: readonly PoolThread[];
  readonly ledgers: readonly FlowLedger[];
  readonly events: EventLog;
  readonly failures: Map<string, EngineFailure>;
  readonly changes: ChangeMark[];
  /** Where ipc files of this run live; removed when it ends. */
  readonly ipcFolder: string;
  /** Bitmaps of shared streams, by stream. */
  readonly arrivals: ReadonlyMap<number, SharedArrayBuffer>;
  /** When the messages of shared streams were sent, by stream. */
  readonly sentHistories: ReadonlyMap<number, SentHistory>;
  /** Security options that the run made up (keys), by socket. */
  readonly secrets: readonly Readonly<Record<string, OptionValue>>[];
  /** Options as read back from the sockets, by socket. */
  readonly options: Map<number, Readonly<Record<string, OptionValue | null>>>;
  /** By link: the endpoint that is bound, and the one that the other end connects to (the relay's, where there is one). */
  readonly bound: (string | undefined)[];
  readonly dialled: (string | undefined)[];
  readonly relays: { thread: RelayThread | undefined; readonly links: Set<number> };
  /** What steps and the user do to a socket, by socket: one act at a time. */
  readonly acts: Map<number, Promise<unknown>>;
  /** The run's time at which a socket was last closed or killed by a step or the user. */
  readonly closedAt: Map<number, number>;
  /** The same, of those that were not opened again. */
  readonly goneAt: Map<number, number>;
  /** Where the life of now of a sender that was opened again begins, by stream; the time is the threads'. */
  readonly lifeStarts: Map<number, { readonly from: number; readonly atMs: number }>;
  /** Links over inproc whose binding end went away: the connecting one does not come back by itself. */
  readonly severed: Set<number>;
  /** Marks as libzmq has them now, where they were changed while the run went on; by socket and option. */
  readonly marks: Map<string, number>;
  /** Where proven losses go, whoever proves them. Times are the threads'. */
  onGap: (gap: GapRecord) => void;
  /** Where each new change mark goes, whoever made the change. */
  onChange: (mark: ChangeMark) => void;
  kernel: ReadonlyMap<string, QueueSample>;
  /** The counters that belong to the newest reading of the kernel, by flow. */
  kernelLook: KernelLook | undefined;
  scenario: Scenario;
  phase: RunPhase;
  /** CLOCK_MONOTONIC when the run was set up; the threads' times count from here. */
  readonly epochMs: number;
  /** When producers began, on the threads' clock; the run's own times count from here. 0 until then. */
  beganMs: number;
  /** When they stopped; undefined while they run. */
  endedMs: number | undefined;
  /** Something failed that the exit status must tell. */
  failed: boolean;
}

/** Milliseconds of the run for a time on the threads' clock; what happened before producers began, happened at 0. */
export const runTime = (state: RunState, threadMs: number): number =>
  state.beganMs === 0 ? 0 : Math.max(0, threadMs - state.beganMs);

export async function orderTo(state: RunState, socket: number, order: WorkerOrder): Promise<OrderAnswer> {
  const thread = state.threads[state.plan.sockets[socket]?.thread ?? 0];
  return thread === undefined ? { ok: false, code: 'ETHREAD', message: 'no thread' } : await thread.order(order);
}

export const nowMs = (state: RunState): number => runTime(state, monotonicMs() - state.epochMs);

/** So many of the newest marks are kept for windows that come later, and for the diagnosis. */
const keptChanges = 1000;

/** Notes what was changed or done in this run, and tells it. */
export function noteChange(state: RunState, mark: ChangeMark): ChangeMark {
  state.changes.push(mark);
  if (state.changes.length > keptChanges) state.changes.shift();
  state.onChange(mark);
  return mark;
}

/** A flow as the window and the reports name it, with the endpoint that was really bound. */
export function flowInfo(state: RunState, flow: number): FlowInfo {
  const planned = state.plan.flows[flow];
  if (planned === undefined) throw new Error(`There is no flow ${flow} in this run.`);
  return { ...planned.info, endpoint: state.bound[planned.link] ?? planned.info.endpoint };
}

export function noteFailure(
  state: RunState,
  failure: Omit<EngineFailure, 'count'> & { readonly count?: number },
): void {
  const key = `${failure.socket} ${failure.operation} ${failure.code} ${failure.endpoint}`;
  const known = state.failures.get(key);
  state.failures.set(key, {
    ...failure,
    atMs: known?.atMs ?? failure.atMs,
    count: (known?.count ?? 0) + (failure.count ?? 1),
  });
}
