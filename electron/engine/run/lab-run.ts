import { existsSync, rmSync } from 'node:fs';
import type { Finding } from '../../../shared/report/finding.ts';
import type { EventReport, RunReport } from '../../../shared/report/report.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { FaultName, OptionValue, Scenario, SocketAction } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark, FlowInfo, RunPhase, SocketInfo } from '../../../shared/telemetry/telemetry.ts';
import { inflict } from '../faults/inflict.ts';
import { createStrangers } from '../faults/strangers.ts';
import { phases } from '../memory/lab-memory.ts';
import { beforeExit } from '../shutdown.ts';
import { readVersions } from '../versions.ts';
import type { GapRecord } from '../worker/protocol.ts';
import { monotonicMs } from '../worker/worker-context.ts';
import { awaitReady } from './await-ready.ts';
import { createState } from './create-state.ts';
import { drain, writeOffRest } from './drain.ts';
import { actsSettled } from './in-turn.ts';
import { watchKernel } from './kernel-watch.ts';
import { actOn, changeRun, scheduleSteps } from './live-changes.ts';
import { createReadings, type Readings } from './readings.ts';
import { countsNow, type ProducedCounts, readOptions, reportOfRun } from './report-of-run.ts';
import { RunObserver } from './run-observer.ts';
import { flowInfo, type RunState, runTime } from './run-state.ts';
import { planSecurity, type SecurityPlan } from './security.ts';
import { setUpThreads } from './set-up-threads.ts';
import { bindSocket, connectSocket, openSocket, reserveEndpoints } from './wiring.ts';
import { within } from './within.ts';

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

/** In ms; together less than the 25 s within which a run ends, whatever is stuck. */
const endLimits = { acts: 3000, drain: 12_000, options: 1500, sockets: 5000, helpers: 2000 } as const;

const stuck = (state: RunState): ReadonlyMap<number, string> =>
  new Map(state.plan.flows.map(({ index }) => [index, 'a thread of the run did not answer while it drained']));

/** One run of one scenario: opens its sockets, keeps its ledger, answers for it, and leaves nothing behind. */
export class LabRun {
  private readonly state: RunState;
  private readonly security: SecurityPlan;
  private readonly readings: Readings;
  private readonly listener: RunListener;
  private readonly observer: RunObserver;
  private readonly endings: (() => void)[] = [];
  private tickTimer: NodeJS.Timeout | undefined;
  private endTimer: NodeJS.Timeout | undefined;
  private produced: ProducedCounts | undefined;
  private unclosed: ReadonlyMap<number, string> = new Map();
  private starting: Promise<void> | undefined;
  private ending: Promise<void> | undefined;
  private readonly strangers = createStrangers();
  private readonly finished: Promise<void>;
  private finish: () => void = () => undefined;

  constructor(scenario: Scenario, listener: RunListener) {
    this.listener = listener;
    this.security = planSecurity(scenario);
    this.state = createState(scenario, this.security);
    this.readings = createReadings(this.state);
    this.observer = new RunObserver(this.state, this.readings, listener);
    this.state.onGap = (gap) => this.observer.prove(gap);
    this.state.onChange = (mark) => listener.changed(mark);
    this.finished = new Promise((resolve) => {
      this.finish = resolve;
    });
    const release = beforeExit(() => this.abort());
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

  /** The links that run through a relay now. */
  get relayed(): readonly string[] {
    const { plan, relays } = this.state;
    return plan.links.filter(({ index }) => relays.links.has(index)).map(({ spec }) => spec.id);
  }

  get figures(): { readonly flows: RunState['ledgers']; readonly sockets: Readings['sockets'] } {
    return { flows: this.state.ledgers, sockets: this.readings.sockets };
  }

  get events(): readonly EventReport[] {
    return this.state.events.all;
  }

  get findings(): readonly Finding[] {
    return this.observer.findings;
  }

  get changes(): readonly ChangeMark[] {
    return this.state.changes;
  }

  /** Opens everything and lets the producers go. Resolves when they do, or when the run is stopped before. */
  start(): Promise<void> {
    this.starting ??= this.begin();
    return this.starting;
  }

  private async begin(): Promise<void> {
    const { state } = this;
    this.enter('starting');
    await setUpThreads(state, this.security, (news) => this.observer.hear(news), this.listener.problem);
    const early = state.plan.sockets.filter((socket) => socket.spec.startAtMs === 0);
    const stages = [
      () => reserveEndpoints(state),
      () => Promise.all(early.map((socket) => openSocket(state, socket))),
      () => Promise.all(early.map((socket) => bindSocket(state, socket))),
      () => Promise.all(early.map((socket) => connectSocket(state, socket))),
      () => awaitReady(state),
    ];
    for (const stage of stages) {
      if (this.ending === undefined) await stage();
    }
    if (this.ending !== undefined) return;
    state.beganMs = monotonicMs() - state.epochMs;
    state.memory.phase = phases.run;
    this.endings.push(watchKernel(state));
    this.endings.push(scheduleSteps(state, this.strangers, (message) => this.listener.problem(message)));
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
    this.ending ??= this.end(true);
    return this.ending;
  }

  /** Closes every socket at once: for a window that closes. What was on its way is written off. */
  abort(): Promise<void> {
    this.ending ??= this.end(false);
    return this.ending;
  }

  async set(path: string, value: OptionValue, by: ChangeMark['by']): Promise<Result<ChangeMark>> {
    if (this.phase !== 'running')
      return fail('not-running', 'The run has ended; start it to change sockets live.', path);
    const done = await changeRun(this.state, path, value, by);
    if (done.ok && path === 'seconds') this.scheduleEnd();
    return done;
  }

  async act(socket: string, action: SocketAction): Promise<Result<null>> {
    if (this.phase !== 'running') return fail('not-running', 'Nothing is running: press Run first.');
    return await actOn(this.state, socket, action, 'user');
  }

  /** Breaks a link or a socket as accidents and strangers do. Refused where it makes no sense, and where it did not succeed. */
  async inflict(fault: FaultName, on: string): Promise<Result<ChangeMark>> {
    if (this.phase !== 'running') return fail('not-running', 'Nothing is running: press Run first.');
    return await inflict(this.state, this.strangers, { fault, on }, 'user');
  }

  report(): RunReport {
    const { state, readings } = this;
    return reportOfRun({
      state,
      readings,
      versions: readVersions(),
      findings: this.observer.findings,
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

  private scheduleTick(): void {
    this.tickTimer = setTimeout(() => this.tick(), tickMs - jitterMs / 2 + Math.random() * jitterMs);
  }

  private tick(): void {
    this.observer.look();
    this.listener.tick(this.readings.take().atMs);
    if (this.phase === 'running' || this.phase === 'draining') this.scheduleTick();
  }

  private scheduleEnd(): void {
    clearTimeout(this.endTimer);
    this.endTimer = setTimeout(() => void this.stop(), Math.max(0, this.state.scenario.seconds * 1000 - this.now()));
  }

  private async end(drained: boolean): Promise<void> {
    const { state } = this;
    clearTimeout(this.endTimer);
    const ran = state.memory.phase === phases.run;
    // What is being opened just now must be there before it is closed: a socket that opens afterwards would stay.
    if (!ran) state.memory.phase = phases.stop;
    await this.starting?.catch(() => undefined);
    if (ran) {
      this.readings.take();
      this.observer.look(true);
      this.produced = countsNow(state);
      state.endedMs = monotonicMs() - state.epochMs;
      this.enter('draining');
      await within(endLimits.acts, actsSettled(state));
      if (drained) {
        this.unclosed = (await within(endLimits.drain, drain(state, this.readings)))?.unclosed ?? stuck(state);
        await within(endLimits.options, readOptions(state));
      }
    }
    await this.closeAll();
    this.readings.take();
    if (ran) this.closeLedger();
    this.enter('ended');
    this.observer.look(true);
    this.observer.judgeUnknown();
    this.readings.rest();
    this.listener.tick(this.now());
    this.finish();
  }

  private closeLedger(): void {
    writeOffRest(this.state, new Set(this.unclosed.keys()), this.observer.writesOff());
    this.readings.take();
  }

  private async closeAll(): Promise<void> {
    const { state } = this;
    state.memory.phase = phases.stop;
    clearTimeout(this.tickTimer);
    for (const end of this.endings.splice(0)) end();
    await within(endLimits.sockets, Promise.all(state.threads.map((thread) => thread.order({ kind: 'clear' }))));
    await within(endLimits.helpers, Promise.all([state.relays.thread?.end(), this.strangers.close()]));
    if (existsSync(state.ipcFolder)) rmSync(state.ipcFolder, { recursive: true, force: true });
  }
}
