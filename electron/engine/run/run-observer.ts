import type { LossSpan } from '../../../shared/diagnosis/cause-of-death.ts';
import { createDiagnosis } from '../../../shared/diagnosis/diagnose.ts';
import type { CauseOfDeath, Finding } from '../../../shared/report/finding.ts';
import type { SocketInfo, Telemetry } from '../../../shared/telemetry/telemetry.ts';
import type { WorkerNews } from '../pool/worker-pool.ts';
import { readVersions } from '../versions.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import type { RunListener } from './lab-run.ts';
import type { Readings } from './readings.ts';
import { bornMs } from './renew-sender.ts';
import { flowInfo, noteFailure, type RunState, runTime } from './run-state.ts';
import { createSharedDeaths, type SharedDeaths } from './shared-losses.ts';

const lookEveryMs = 300;

/** Hears what the threads tell, books proven losses with their causes, and lets the diagnosis look at the run. */
export class RunObserver {
  private readonly state: RunState;
  private readonly readings: Readings;
  private readonly listener: RunListener;
  private readonly diagnosis = createDiagnosis();
  private readonly deaths: SharedDeaths;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private lastTelemetry: Telemetry | undefined;
  private diagnosisFailed = false;
  findings: readonly Finding[] = [];

  constructor(state: RunState, readings: Readings, listener: RunListener) {
    this.state = state;
    this.readings = readings;
    this.listener = listener;
    this.deaths = createSharedDeaths(state);
  }

  hear(news: WorkerNews): void {
    const { state } = this;
    const idOf = (socket: number): string => state.plan.sockets[socket]?.spec.id ?? '';
    switch (news.kind) {
      case 'gaps': {
        // Proven together: one time makes them one loss of each flow, and the diagnosis counts every one of them.
        const provenAtMs = this.now();
        for (const gap of news.gaps) this.prove(gap, provenAtMs);
        return;
      }
      case 'monitor':
        for (const { socket, event, endpoint, detail, atMs, lastAtMs, count } of news.events) {
          const folded = count > 1 ? { count, lastAtMs: runTime(state, lastAtMs) } : {};
          state.events.add({
            atMs: Math.round(runTime(state, atMs)),
            socket: idOf(socket),
            event,
            endpoint,
            detail,
            ...folded,
          });
        }
        return;
      case 'failures':
        for (const failure of news.failures) {
          noteFailure(state, { ...failure, socket: idOf(failure.socket), atMs: runTime(state, failure.atMs) });
        }
        return;
    }
  }

  prove(raw: GapRecord, provenAtMs = this.now()): void {
    const { state } = this;
    const gap = this.inRunTime(raw);
    const info = state.plan.flows[gap.flow]?.info;
    if (info === undefined) return;
    const cause = this.causeOf(info.id, this.spanOf(gap, provenAtMs));
    state.ledgers[gap.flow]?.prove(
      gap,
      cause,
      provenAtMs,
      state.plan.streams[gap.stream]?.topic ?? '',
      this.diedAt(gap.flow),
    );
    if (state.plan.flows[gap.flow]?.sharesOutside !== true) this.listener.proven(gap.flow, gap);
  }

  /** Books what can no longer arrive; all of one occasion at one time, so that it is one loss. */
  writesOff(): (flow: number, gap: GapRecord) => void {
    const atMs = this.now();
    return (_, raw) => {
      const { state } = this;
      const gap = this.inRunTime(raw);
      const info = state.plan.flows[gap.flow]?.info;
      const cause = info === undefined ? 'unknown' : this.causeOf(info.id, this.spanOf(gap, atMs));
      state.ledgers[gap.flow]?.writeOff(gap, cause, atMs, this.diedAt(gap.flow));
      if (state.plan.flows[gap.flow]?.sharesOutside !== true) this.listener.proven(gap.flow, gap);
    };
  }

  /** Asks again for causes that were not known when their losses were proven. */
  judgeUnknown(): void {
    for (const ledger of this.state.ledgers) ledger.judgeUnknown((loss) => this.causeOf(ledger.info.id, loss));
  }

  /** What was lost, was sent while producers ran, also when a marker proves it that came long after them. */
  private inRunTime(gap: GapRecord): GapRecord {
    const { state } = this;
    const endMs = state.endedMs ?? Number.POSITIVE_INFINITY;
    const at = (threadMs: number): number => runTime(state, Math.min(threadMs, endMs));
    return { ...gap, sentFromMs: at(gap.sentFromMs), sentToMs: at(gap.sentToMs) };
  }

  /** What the diagnosis asks about a loss; times are the run's. */
  private spanOf(gap: GapRecord, provenAtMs: number): LossSpan {
    const { state } = this;
    return { ...gap, provenAtMs, bornMs: runTime(state, bornMs(state, gap.stream, gap.fromSequence)) };
  }

  private diedAt(flow: number): number | undefined {
    const { plan, closedAt } = this.state;
    const ends = [plan.flows[flow]?.from ?? -1, plan.flows[flow]?.to ?? -1];
    const times = ends.flatMap((socket) => closedAt.get(socket) ?? []);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** Judged by the last look at the run: a flood of gaps must not make a look of its own each. */
  private causeOf(flow: string, loss: LossSpan): CauseOfDeath {
    this.lastTelemetry ??= this.telemetry();
    return this.diagnosis.causeOf(flow, loss, this.lastTelemetry);
  }

  private now(): number {
    return runTime(this.state, monotonicMs() - this.state.epochMs);
  }

  /** The diagnosis a few times a second, and the events that came since. */
  look(force = false): void {
    const nowMs = monotonicMs();
    if (!force && nowMs - this.lookedMs < lookEveryMs) return;
    this.lookedMs = nowMs;
    if (this.state.phase === 'running') this.deaths.look(this.writesOff());
    this.diagnose();
    const news = this.state.events.takeNews();
    if (news.length > 0) this.listener.events(news);
  }

  /** A defect in a rule must neither end the run nor hide: it is told once, and the figures go on. */
  private diagnose(): void {
    try {
      this.lastTelemetry = this.telemetry();
      this.findings = this.diagnosis.look(this.lastTelemetry);
      this.listener.findings(this.findings);
    } catch (error) {
      if (!this.diagnosisFailed)
        this.listener.problem(`The diagnosis failed: ${error instanceof Error ? error.message : String(error)}`);
      this.diagnosisFailed = true;
    }
  }

  private telemetry(): Telemetry {
    const { state } = this;
    return {
      atMs: this.now(),
      phase: state.phase,
      scenario: state.scenario,
      flows: state.ledgers.map((ledger, index) => ({
        info: flowInfo(state, index),
        figures: { ...ledger.figures },
        losses: [...ledger.losses],
      })),
      sockets: this.readings.sockets.map((figures, index) => ({
        info: socketInfo(state, index),
        figures: { ...figures },
      })),
      events: state.events.all,
      failures: [...state.failures.values()],
      changes: state.changes,
      libzmqVersion: readVersions().libzmq,
    };
  }
}

function socketInfo(state: RunState, index: number): SocketInfo {
  const spec = state.plan.sockets[index]?.spec;
  return { id: spec?.id ?? '', type: spec?.type ?? 'pair' };
}
