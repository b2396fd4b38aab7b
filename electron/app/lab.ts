import type { SessionView } from '../../shared/contract.ts';
import type { RunReport } from '../../shared/report/report.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { findBuiltin } from '../../shared/scenario/builtins.ts';
import { parseScenario } from '../../shared/scenario/parse.ts';
import { setPath } from '../../shared/scenario/paths.ts';
import type { OptionValue, Scenario } from '../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../shared/telemetry/telemetry.ts';
import { planRun } from '../engine/plan/run-plan.ts';
import { LabRun } from '../engine/run/lab-run.ts';
import type { RunRecorder } from './records/run-recorder.ts';
import { createRunListener } from './run-listener.ts';
import type { Windows } from './windows.ts';

export interface LabOptions {
  readonly windows: Windows;
  readonly recorder: () => RunRecorder;
  /** A scenario is about to take the place of whatever is shown. */
  readonly onTake: () => Promise<void>;
}

/** One scenario and at most one run of it. */
export class Lab {
  scenario: Scenario | undefined;
  run: LabRun | undefined;
  private readonly windows: Windows;
  private readonly recorder: LabOptions['recorder'];
  private readonly onTake: LabOptions['onTake'];
  private source = '';
  private runId = 0;
  private problem: SessionView['problem'];
  /** Calls that start or end runs follow one another. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor({ windows, recorder, onTake }: LabOptions) {
    this.windows = windows;
    this.recorder = recorder;
    this.onTake = onTake;
  }

  load(name: string): Promise<Result<SessionView>> {
    const builtin = findBuiltin(name);
    if (builtin !== undefined) return this.inTurn(() => this.take(name, builtin.scenario));
    const message = `name: expected a built-in scenario's name, found "${name}"; "highwater scenarios" lists them`;
    return Promise.resolve(fail('unknown-scenario', message, 'name'));
  }

  open(fileName: string, text: string): Promise<Result<SessionView>> {
    const parsed = parseScenario(text);
    if (!parsed.ok) {
      const { code, message, path } = parsed.problem;
      return Promise.resolve(fail(code, `${fileName}: ${message}`, path));
    }
    return this.inTurn(() => this.take(fileName, parsed.value));
  }

  start(): Promise<Result<SessionView>> {
    return this.inTurn(async () => {
      await this.run?.stop();
      const { scenario } = this;
      if (scenario === undefined) return fail('no-scenario', 'There is no scenario to run: choose one first.');
      this.runId += 1;
      this.problem = undefined;
      const run = this.prepare(scenario, this.runId);
      this.run = run;
      await this.recorder().begin(run);
      try {
        // It may have been stopped while its recording was opened.
        if (run.phase === 'idle') await run.start();
      } catch (error) {
        await run.stop();
        this.problem = { code: 'run-failed', message: error instanceof Error ? error.message : String(error) };
      }
      this.windows.tell('session.changed', this.view());
      return ok(this.view());
    });
  }

  private prepare(scenario: Scenario, runId: number): LabRun {
    const listener = createRunListener({
      runId,
      windows: this.windows,
      run: () => run,
      isLive: () => this.runId === runId,
      recording: () => this.recorder().of(run),
      onPhase: () => this.windows.tell('session.changed', this.view()),
      onChange: (mark) => this.tellChange(mark),
    });
    const run: LabRun = new LabRun(scenario, listener);
    void run.untilEnd().then(() => this.recorder().end(run));
    return run;
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work, work);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async take(source: string, scenario: Scenario): Promise<Result<SessionView>> {
    await this.onTake();
    this.source = source;
    return await this.clear(scenario);
  }

  /** Ends a run that goes on, and stands ready again with the scenario as it was changed meanwhile. Called in turn. */
  async clear(scenario = this.scenario): Promise<Result<SessionView>> {
    await this.run?.stop();
    this.run = undefined;
    this.scenario = scenario;
    this.problem = undefined;
    this.nextRunId();
    this.windows.tell('session.changed', this.view());
    this.windows.tell('findings.changed', []);
    return ok(this.view());
  }

  /** Frames with a lower one are strays from now on. */
  nextRunId(): number {
    this.runId += 1;
    return this.runId;
  }

  view(): SessionView {
    const { run, scenario } = this;
    if (scenario === undefined) throw new Error('No scenario was loaded.');
    const plan = run === undefined ? planRun(scenario) : undefined;
    return {
      runId: this.runId,
      phase: this.problem === undefined ? (run?.phase ?? 'idle') : 'failed',
      source: this.source,
      scenario: run?.scenario ?? scenario,
      flows: run?.flows ?? plan?.flows.map((flow) => flow.info) ?? [],
      sockets: run?.sockets ?? plan?.sockets.map(({ spec }) => ({ id: spec.id, type: spec.type })) ?? [],
      relayed: run?.relayed ?? [],
      problem: this.problem,
    };
  }

  private tellChange(mark: ChangeMark): void {
    if (this.run !== undefined) this.scenario = this.run.scenario;
    this.windows.tell('change.made', mark);
    this.windows.tell('session.changed', this.view());
  }

  /**
   * Live while a run goes on; otherwise the scenario is changed for the next one. Waits for a run that starts or drains, which
   * would otherwise be left to itself.
   */
  change(path: string, value: OptionValue, by: 'user' | 'remedy'): Promise<Result<ChangeMark>> {
    return this.inTurn(async () => {
      if (this.run?.phase === 'draining') await this.run.untilEnd();
      return await this.changeNow(path, value, by);
    });
  }

  private async changeNow(path: string, value: OptionValue, by: 'user' | 'remedy'): Promise<Result<ChangeMark>> {
    if (this.run?.phase === 'running') return this.run.set(path, value, by);
    if (this.scenario === undefined) return fail('no-scenario', 'There is no scenario to change: choose one first.');
    const changed = setPath(this.scenario, path, value);
    if (!changed.ok) return changed;
    this.scenario = changed.value.scenario;
    this.run = undefined;
    this.runId += 1;
    const mark: ChangeMark = { atMs: 0, path, from: String(changed.value.from ?? 'default'), to: String(value), by };
    this.tellChange(mark);
    return ok(mark);
  }

  report(): Result<RunReport> {
    return this.run === undefined ? fail('no-run', 'Nothing has run yet: press Run first.') : ok(this.run.report());
  }
}
