import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiagnosis, type LossSpan } from '../../../shared/diagnosis/diagnose.ts';
import type { CauseOfDeath, Finding } from '../../../shared/report/finding.ts';
import type { EventReport, RunReport } from '../../../shared/report/report.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { OptionValue, Scenario, SocketAction } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark, FlowInfo, RunPhase, SocketInfo, Telemetry } from '../../../shared/telemetry/telemetry.ts';
import { createStrangers } from '../faults/strangers.ts';
import { createEventLog } from '../ledger/event-log.ts';
import { createFlowLedger } from '../ledger/flow-ledger.ts';
import { createSentHistory } from '../ledger/sent-history.ts';
import { LabMemory, phases } from '../memory/lab-memory.ts';
import { planRun, type RunPlan } from '../plan/run-plan.ts';
import { createProcessThread, type ProcessThread } from '../pool/process-thread.ts';
import { takeThreads, type WorkerNews } from '../pool/worker-pool.ts';
import { beforeExit } from '../shutdown.ts';
import { readVersions } from '../versions.ts';
import { arrivalBytes } from '../worker/arrivals.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import { awaitReady } from './await-ready.ts';
import { drain, writeOffRest } from './drain.ts';
import { watchKernel } from './kernel-watch.ts';
import { actOn, changeRun, scheduleSteps } from './live-changes.ts';
import { createReadings, type Readings } from './readings.ts';
import { countsNow, type ProducedCounts, readOptions, reportOfRun } from './report-of-run.ts';
import { flowInfo, noteFailure, type RunState, runTime } from './run-state.ts';
import { planSecurity, type SecurityPlan } from './security.ts';
import { bindSocket, connectSocket, openSocket, reserveEndpoints } from './wiring.ts';

/** What a run tells while it goes on. */
export interface RunListener {
  /** Every 50 ms or so, unevenly, so that no queue's own rhythm can hide between two looks. */
  tick(atMs: number): void;
  /** Losses that were proven since the last tick. */
  proven(flow: number, gap: GapRecord): void;
  phase(phase: RunPhase): void;
  findings(findings: readonly Finding[]): void;
  events(events: readonly EventReport[]): void;
  changed(mark: ChangeMark): void;
  problem(message: string): void;
}

const tickMs = 50;
const jitterMs = 20;
const lookEveryMs = 300;

/** One run of one scenario: opens its sockets, keeps its ledger, answers for it, and leaves nothing behind. */
export class LabRun {
  private readonly state: RunState;
  private readonly security: SecurityPlan;
  private readonly readings: Readings;
  private readonly diagnosis = createDiagnosis();
  private readonly listener: RunListener;
  private readonly endings: (() => void)[] = [];
  private tickTimer: NodeJS.Timeout | undefined;
  private endTimer: NodeJS.Timeout | undefined;
  private lookedMs = Number.NEGATIVE_INFINITY;
  private produced: ProducedCounts | undefined;
  private unclosed: ReadonlyMap<number, string> = new Map();
  private latestFindings: readonly Finding[] = [];
  private lastTelemetry: Telemetry | undefined;
  private diagnosisFailed = false;
  private ending: Promise<void> | undefined;
  private readonly strangers = createStrangers();
  private readonly finished: Promise<void>;
  private finish: () => void = () => undefined;

  constructor(scenario: Scenario, listener: RunListener) {
    this.listener = listener;
    this.security = planSecurity(scenario);
    this.state = createState(scenario, this.security);
    this.state.onGap = (gap) => this.prove(gap);
    this.readings = createReadings(this.state);
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
    const release = beforeExit(() => this.stop());
    void this.finished.then(release);
  }

  get phase(): RunPhase {
    return this.state.phase;
  }

  get scenario(): Scenario {
    return this.state.scenario;
  }

  get failed(): boolean {
    return this.state.failed;
  }

  get flows(): readonly FlowInfo[] {
    return this.state.plan.flows.map((flow) => flowInfo(this.state, flow.index));
  }

  get sockets(): readonly SocketInfo[] {
    return this.state.plan.sockets.map(({ spec }) => ({ id: spec.id, type: spec.type }));
  }

  get figures(): { readonly flows: RunState['ledgers']; readonly sockets: Readings['sockets'] } {
    return { flows: this.state.ledgers, sockets: this.readings.sockets };
  }

  get events(): readonly EventReport[] {
    return this.state.events.all;
  }

  get findings(): readonly Finding[] {
    return this.latestFindings;
  }

  get changes(): readonly ChangeMark[] {
    return this.state.changes;
  }

  /** Opens everything and lets the producers go. Resolves when they do. */
  async start(): Promise<void> {
    const { state } = this;
    this.enter('starting');
    await this.setUpThreads();
    const early = state.plan.sockets.filter((socket) => socket.spec.startAtMs === 0);
    await reserveEndpoints(state);
    await Promise.all(early.map((socket) => openSocket(state, socket)));
    await Promise.all(early.map((socket) => bindSocket(state, socket)));
    await Promise.all(early.map((socket) => connectSocket(state, socket)));
    await awaitReady(state);
    if (this.ending !== undefined) return;
    state.beganMs = monotonicMs() - state.epochMs;
    state.memory.phase = phases.run;
    this.endings.push(watchKernel(state));
    this.endings.push(
      scheduleSteps(
        state,
        this.strangers,
        (mark) => this.listener.changed(mark),
        (message) => this.listener.problem(message),
      ),
    );
    this.enter('running');
    // For sockets that are closed before the end; nothing waits for it.
    void readOptions(state);
    this.scheduleTick();
    this.scheduleEnd();
  }

  /** Resolves when the run has ended, by its time or by `stop`. */
  untilEnd(): Promise<void> {
    return this.finished;
  }

  /** Drains, closes the ledger and every socket. May be called at any time, more than once. */
  stop(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  async set(path: string, value: OptionValue, by: ChangeMark['by']): Promise<Result<ChangeMark>> {
    if (this.phase !== 'running')
      return fail('not-running', 'The run has ended; start it to change sockets live.', path);
    const done = await changeRun(this.state, path, value, by);
    if (done.ok && path === 'seconds') this.scheduleEnd();
    if (done.ok) this.listener.changed(done.value);
    return done;
  }

  async act(socket: string, action: SocketAction): Promise<Result<null>> {
    if (this.phase !== 'running') return fail('not-running', 'Nothing is running: press Run first.');
    const done = await actOn(this.state, socket, action, 'user');
    const mark = this.state.changes.at(-1);
    if (done.ok && mark !== undefined) this.listener.changed(mark);
    return done;
  }

  telemetry(): Telemetry {
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
        info: this.sockets[index] as SocketInfo,
        figures: { ...figures },
      })),
      events: state.events.all,
      failures: [...state.failures.values()],
      changes: state.changes,
      libzmqVersion: readVersions().libzmq,
    };
  }

  report(): RunReport {
    const { state, readings } = this;
    return reportOfRun({
      state,
      readings,
      versions: readVersions(),
      findings: this.latestFindings,
      produced: this.produced ?? countsNow(state),
      unclosed: this.unclosed,
    });
  }

  private now(): number {
    return runTime(this.state, monotonicMs() - this.state.epochMs);
  }

  private enter(phase: RunPhase): void {
    this.state.phase = phase;
    this.listener.phase(phase);
  }

  private async setUpThreads(): Promise<void> {
    const { state, security } = this;
    const setup = {
      run: randomBytes(2).readUInt16LE(),
      epochMs: state.epochMs,
      shape: state.plan.shape,
      memory: state.memory.buffer,
      arrivals: state.arrivals,
    };
    for (const thread of state.threads) thread.onNews((news) => this.hear(news));
    await Promise.all(
      state.threads.map((thread, index) => {
        const maxSockets = state.plan.sockets.find((socket) => socket.thread === index)?.spec.process?.sockets;
        return thread.order({ kind: 'setup', setup: { ...setup, maxSockets } });
      }),
    );
    if (security.zap === undefined) return;
    const answer = await state.threads[0]?.order({ kind: 'zap', rules: security.zap });
    if (answer !== undefined && !answer.ok) this.listener.problem(`The ZAP handler could not start: ${answer.message}`);
  }

  private hear(news: WorkerNews): void {
    const { state } = this;
    const idOf = (socket: number): string => state.plan.sockets[socket]?.spec.id ?? '';
    switch (news.kind) {
      case 'gaps':
        for (const gap of news.gaps) this.prove(gap);
        return;
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

  private prove(raw: GapRecord): void {
    const { state } = this;
    const gap = { ...raw, sentFromMs: runTime(state, raw.sentFromMs), sentToMs: runTime(state, raw.sentToMs) };
    const info = state.plan.flows[gap.flow]?.info;
    if (info === undefined) return;
    const provenAtMs = this.now();
    const cause = this.causeOf(info.id, { ...gap, provenAtMs });
    state.ledgers[gap.flow]?.prove(
      gap,
      cause,
      provenAtMs,
      state.plan.streams[gap.stream]?.topic ?? '',
      this.diedAt(gap.flow),
    );
    this.listener.proven(gap.flow, gap);
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

  private scheduleTick(): void {
    this.tickTimer = setTimeout(() => this.tick(), tickMs - jitterMs / 2 + Math.random() * jitterMs);
  }

  private tick(): void {
    this.look();
    this.listener.tick(this.readings.take().atMs);
    if (this.phase === 'running' || this.phase === 'draining') this.scheduleTick();
  }

  /** The diagnosis a few times a second, and the events that came since. */
  private look(): void {
    const nowMs = monotonicMs();
    if (nowMs - this.lookedMs < lookEveryMs) return;
    this.lookedMs = nowMs;
    this.diagnose();
    const news = this.state.events.takeNews();
    if (news.length > 0) this.listener.events(news);
  }

  /** A defect in a rule must neither end the run nor hide: it is told once, and the figures go on. */
  private diagnose(): void {
    try {
      this.lastTelemetry = this.telemetry();
      this.latestFindings = this.diagnosis.look(this.lastTelemetry);
      this.listener.findings(this.latestFindings);
    } catch (error) {
      if (!this.diagnosisFailed)
        this.listener.problem(`The diagnosis failed: ${error instanceof Error ? error.message : String(error)}`);
      this.diagnosisFailed = true;
    }
  }

  private scheduleEnd(): void {
    clearTimeout(this.endTimer);
    this.endTimer = setTimeout(() => void this.stop(), Math.max(0, this.state.scenario.seconds * 1000 - this.now()));
  }

  private async end(): Promise<void> {
    const { state } = this;
    clearTimeout(this.endTimer);
    const ran = state.memory.phase === phases.run;
    if (ran) {
      this.readings.take();
      this.lookedMs = Number.NEGATIVE_INFINITY;
      this.look();
      this.produced = countsNow(state);
      state.endedMs = monotonicMs() - state.epochMs;
      this.enter('draining');
      this.unclosed = (await drain(state, this.readings)).unclosed;
      await readOptions(state);
    }
    await this.closeAll();
    this.readings.take();
    if (ran) this.closeLedger();
    this.enter('ended');
    this.lookedMs = Number.NEGATIVE_INFINITY;
    this.look();
    for (const ledger of state.ledgers) ledger.judgeUnknown((loss) => this.causeOf(ledger.info.id, loss));
    this.readings.rest();
    this.listener.tick(this.now());
    this.finish();
  }

  private closeLedger(): void {
    writeOffRest(this.state, new Set(this.unclosed.keys()), (flow, raw) => {
      const { state } = this;
      const gap = { ...raw, sentFromMs: runTime(state, raw.sentFromMs), sentToMs: runTime(state, raw.sentToMs) };
      const info = state.plan.flows[flow]?.info;
      const cause = info === undefined ? 'unknown' : this.causeOf(info.id, { ...gap, provenAtMs: this.now() });
      state.ledgers[flow]?.writeOff(gap, cause, this.now(), this.diedAt(flow));
      this.listener.proven(flow, gap);
    });
    this.readings.take();
  }

  private async closeAll(): Promise<void> {
    const { state } = this;
    state.memory.phase = phases.stop;
    clearTimeout(this.tickTimer);
    for (const end of this.endings.splice(0)) end();
    await Promise.all(state.threads.map((thread) => thread.order({ kind: 'clear' })));
    await state.relays.thread?.end();
    await this.strangers.close();
    if (existsSync(state.ipcFolder)) rmSync(state.ipcFolder, { recursive: true, force: true });
  }
}

function createState(scenario: Scenario, security: SecurityPlan): RunState {
  const plan = planRun(scenario);
  const memory = new LabMemory(plan.shape);
  const shared = plan.streams.filter((stream) => stream.shared && !receivedApart(plan, stream.flows));
  const usesIpc = scenario.links.some((link) => link.transport === 'ipc' && link.endpoint === undefined);
  return {
    plan,
    memory,
    threads: [...takeThreads(plan.threads), ...processes(plan, memory)],
    ledgers: plan.flows.map((flow) => createFlowLedger(flow.info)),
    events: createEventLog(),
    failures: new Map(),
    changes: [],
    ipcFolder: usesIpc ? mkdtempSync(join(tmpdir(), 'highwater-')) : join(tmpdir(), 'highwater-none'),
    arrivals: new Map(shared.map((stream) => [stream.index, new SharedArrayBuffer(arrivalBytes)])),
    sentHistories: new Map(shared.map((stream) => [stream.index, createSentHistory()])),
    secrets: security.options,
    options: new Map(),
    bound: plan.links.map(() => undefined),
    dialled: plan.links.map(() => undefined),
    relays: { thread: undefined, links: new Set() },
    kernel: new Map(),
    closedAt: new Map(),
    marks: new Map(),
    onGap: () => undefined,
    scenario,
    phase: 'idle',
    epochMs: monotonicMs(),
    beganMs: 0,
    endedMs: undefined,
    failed: false,
  };
}

/** The bitmap of a shared stream works in one memory only; with a receiver in another process the split is by counts. */
const receivedApart = (plan: RunPlan, flows: readonly number[]): boolean =>
  flows.some((flow) => plan.sockets[plan.flows[flow]?.to ?? -1]?.spec.process !== undefined);

/** In the order of their thread numbers, which come after those of the pool. */
function processes(plan: RunPlan, memory: LabMemory): readonly ProcessThread[] {
  return plan.sockets
    .filter((socket) => socket.spec.process !== undefined)
    .map((socket) => {
      const streams = plan.streams.filter((stream) => stream.sender === socket.index).map((stream) => stream.index);
      const flows = plan.flows.filter((flow) => flow.to === socket.index).map((flow) => flow.index);
      return createProcessThread(memory, memory.ownedBy(socket.index, streams, flows), {
        descriptors: socket.spec.process?.descriptors,
      });
    });
}
