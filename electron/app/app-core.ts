import type { AppCore, AppSnapshot, CallHandlers, EventName, Events, SessionView } from '../../shared/contract.ts';
import type { Finding } from '../../shared/report/finding.ts';
import type { RunReport } from '../../shared/report/report.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { builtinScenarios, findBuiltin } from '../../shared/scenario/builtins.ts';
import { parseScenario } from '../../shared/scenario/parse.ts';
import { setPath } from '../../shared/scenario/paths.ts';
import { printScenario } from '../../shared/scenario/print.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../shared/telemetry/telemetry.ts';
import { planRun } from '../engine/plan/run-plan.ts';
import { LabRun, type RunListener } from '../engine/run/lab-run.ts';
import { readVersions } from '../engine/versions.ts';
import { probeMyth } from '../myths/probe-myth.ts';
import { createAttachDesk } from './attach/attach-desk.ts';
import { createFrameGate, type FrameGate } from './frame-gate.ts';

export interface AppOptions {
  readonly host: 'desktop' | 'browser';
  readonly initial: { readonly name: string } | { readonly fileName: string; readonly text: string };
  /** Starts the initial scenario without a click. */
  readonly autoStart: boolean;
}

/** The application behind a host: one scenario, at most one run, any number of windows that look at it. */
export async function createAppCore(options: AppOptions): Promise<AppCore> {
  const app = new LabApp(options.host);
  const loaded =
    'name' in options.initial
      ? await app.load(options.initial.name)
      : await app.open(options.initial.fileName, options.initial.text);
  if (!loaded.ok) throw new Error(loaded.problem.message);
  if (options.autoStart) await app.start();
  return app.core();
}

class LabApp {
  private readonly host: AppOptions['host'];
  private readonly gates = new Set<FrameGate>();
  private readonly attach = createAttachDesk({ version: readVersions().highwater });
  private source = '';
  private scenario: Scenario | undefined;
  private run: LabRun | undefined;
  private runId = 0;
  private problem: SessionView['problem'];
  /** Calls that start or end runs follow one another. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(host: AppOptions['host']) {
    this.host = host;
  }

  core(): AppCore {
    return {
      handlers: this.handlers(),
      attach: (sink) => {
        const gate = createFrameGate(sink, (gone) => this.gates.delete(gone));
        this.gates.add(gate);
        return gate;
      },
      close: async () => {
        await Promise.all([this.run?.abort(), this.attach.close()]);
      },
    };
  }

  load(name: string): Promise<Result<SessionView>> {
    const builtin = findBuiltin(name);
    if (builtin === undefined) {
      return Promise.resolve(
        fail(
          'unknown-scenario',
          `name: expected a built-in scenario's name, found "${name}"; "highwater scenarios" lists them`,
          'name',
        ),
      );
    }
    return this.inTurn(() => this.take(name, builtin.scenario));
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
      const run = new LabRun(
        scenario,
        this.listener(() => run),
      );
      this.run = run;
      try {
        await run.start();
      } catch (error) {
        await run.stop();
        this.problem = { code: 'run-failed', message: error instanceof Error ? error.message : String(error) };
      }
      this.tell('session.changed', this.view());
      return ok(this.view());
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work, work);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async take(source: string, scenario: Scenario): Promise<Result<SessionView>> {
    await this.run?.stop();
    this.run = undefined;
    this.source = source;
    this.scenario = scenario;
    this.runId += 1;
    this.problem = undefined;
    this.tell('session.changed', this.view());
    this.tell('findings.changed', []);
    return ok(this.view());
  }

  private view(): SessionView {
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

  private listener(current: () => LabRun): RunListener {
    let shown = '';
    const { runId } = this;
    const live = (): boolean => this.runId === runId;
    return {
      tick: (atMs) => {
        if (!live()) return;
        const { flows, sockets } = current().figures;
        const figures = { runId, atMs, flows: flows.map((ledger) => ledger.figures), sockets };
        for (const gate of this.gates) gate.tick(figures);
      },
      proven: (flow, gap) => {
        for (const gate of this.gates)
          gate.repaint({
            flow,
            sentFromMs: gap.sentFromMs,
            sentToMs: Math.max(gap.sentFromMs, gap.sentToMs),
            count: gap.count,
          });
      },
      phase: () => {
        if (live()) this.tell('session.changed', this.view());
      },
      findings: (findings) => {
        const text = JSON.stringify(findings);
        if (!live() || text === shown) return;
        shown = text;
        this.tell('findings.changed', findings);
      },
      events: (events) => live() && this.tell('monitor.events', events),
      changed: (mark) => live() && this.tellChange(mark),
      problem: (message) => live() && this.tell('problem.raised', { code: 'run', message }),
    };
  }

  private tellChange(mark: ChangeMark): void {
    if (this.run !== undefined) this.scenario = this.run.scenario;
    this.tell('change.made', mark);
    this.tell('session.changed', this.view());
  }

  private tell<N extends EventName>(name: N, value: Events[N]): void {
    for (const gate of this.gates) gate.sink.event(name, value);
  }

  private snapshot(): AppSnapshot {
    const findings: readonly Finding[] = this.run?.findings ?? [];
    return {
      session: this.view(),
      scenarios: builtinScenarios.map(({ name, title, description }) => ({ name, title, description })),
      versions: readVersions(),
      host: this.host,
      platform: process.platform,
      events: this.run?.events ?? [],
      findings,
      changes: this.run?.changes ?? [],
    };
  }

  /**
   * Live while a run goes on; otherwise the scenario is changed for the next one. Waits for a run that starts or drains, which
   * would otherwise be left to itself.
   */
  private change(path: string, value: string | number | boolean, by: 'user' | 'remedy'): Promise<Result<ChangeMark>> {
    return this.inTurn(async () => {
      if (this.run?.phase === 'draining') await this.run.untilEnd();
      return await this.changeNow(path, value, by);
    });
  }

  private async changeNow(
    path: string,
    value: string | number | boolean,
    by: 'user' | 'remedy',
  ): Promise<Result<ChangeMark>> {
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

  private report(): Result<RunReport> {
    return this.run === undefined ? fail('no-run', 'Nothing has run yet: press Run first.') : ok(this.run.report());
  }

  private handlers(): CallHandlers {
    return {
      ...this.attach.handlers,
      'app.snapshot': async () => ok(this.snapshot()),
      'scenario.load': ({ name }) => this.load(name),
      'scenario.open': ({ fileName, text }) => this.open(fileName, text),
      'scenario.text': async () =>
        this.scenario === undefined
          ? fail('no-scenario', 'There is no scenario to save.')
          : ok(printScenario(this.scenario)),
      'run.start': () => this.start(),
      'run.stop': async () => {
        await this.run?.stop();
        return ok(this.view());
      },
      'run.set': ({ path, value, by }) => this.change(path, value, by),
      'run.act': ({ socket, action }) =>
        this.run?.act(socket, action) ?? Promise.resolve(fail('no-run', 'Nothing is running: press Run first.')),
      'run.inflict': ({ fault, on }) =>
        this.run?.inflict(fault, on) ?? Promise.resolve(fail('no-run', 'Nothing is running: press Run first.')),
      'run.report': async () => this.report(),
      'myth.probe': async ({ probe }) => ok(await probeMyth(probe)),
    };
  }
}
