import {
  type AppCore,
  type CallHandlers,
  calls,
  type EventName,
  type Events,
  type SessionView,
  type WindowSink,
} from '../../shared/contract.ts';
import { readFrame } from '../../shared/frame/codec.ts';
import type { Finding } from '../../shared/report/finding.ts';
import type { EventReport, RunReport, Versions } from '../../shared/report/report.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { checkScenario } from '../../shared/scenario/parse.ts';
import { printScenario } from '../../shared/scenario/print.ts';
import type { Scenario } from '../../shared/scenario/scenario.ts';
import type { ChangeMark, FlowInfo, RunPhase, SocketInfo } from '../../shared/telemetry/telemetry.ts';
import { type Recording, readRecording } from '../records/read-recording.ts';

/** Shows a recording in the window as it happened: Run plays it from the start, Stop ends it. Nothing is sent on any socket. */
export async function createReplayCore(file: string, fileName: string): Promise<Result<AppCore>> {
  const { header } = await readRecording(file);
  const scenario = checkScenario(header.scenario);
  if (!scenario.ok) return scenario;
  return ok(new Replay(file, fileName, header, scenario.value).core());
}

interface Window {
  readonly sink: WindowSink;
  ready: boolean;
}

class Replay {
  private readonly file: string;
  private readonly fileName: string;
  private readonly header: Recording['header'];
  private readonly scenario: Scenario;
  private readonly windows = new Set<Window>();
  private phase: RunPhase = 'idle';
  private runId = 1;
  private findings: readonly Finding[] = [];
  private events: EventReport[] = [];
  private changes: ChangeMark[] = [];
  private report: RunReport | undefined;

  constructor(file: string, fileName: string, header: Recording['header'], scenario: Scenario) {
    this.file = file;
    this.fileName = fileName;
    this.header = header;
    this.scenario = scenario;
  }

  core(): AppCore {
    return {
      handlers: this.handlers(),
      attach: (sink) => {
        const window: Window = { sink, ready: true };
        this.windows.add(window);
        return {
          acknowledge: () => {
            window.ready = true;
          },
          detach: () => void this.windows.delete(window),
        };
      },
      close: async () => this.stop(),
    };
  }

  private view(): SessionView {
    return {
      runId: this.runId,
      phase: this.phase,
      source: this.fileName,
      scenario: this.scenario,
      flows: this.header.flows as readonly FlowInfo[],
      sockets: this.header.sockets as readonly SocketInfo[],
      relayed: [],
      problem: undefined,
    };
  }

  private tell<N extends EventName>(name: N, value: Events[N]): void {
    for (const { sink } of this.windows) sink.event(name, value);
  }

  private enter(phase: RunPhase): void {
    this.phase = phase;
    this.tell('session.changed', this.view());
  }

  private stop(): void {
    if (this.phase !== 'running') return;
    this.runId += 1;
    this.enter('ended');
  }

  private start(): void {
    this.runId += 1;
    this.findings = [];
    this.events = [];
    this.changes = [];
    this.enter('running');
    void this.play(this.runId);
  }

  /** Chunks go out at the pace of their times; a window that is slow misses ticks, as it does live. */
  private async play(runId: number): Promise<void> {
    const startedMs = performance.now();
    try {
      for await (const chunk of (await readRecording(this.file)).chunks) {
        if (this.runId !== runId) return;
        if (chunk.kind === 'json') this.takeNote(chunk.value);
        else await this.show(chunk.frame, startedMs, runId);
      }
    } catch (error) {
      this.tell('problem.raised', {
        code: 'bad-recording',
        message: error instanceof Error ? error.message : String(error),
      });
    }
    if (this.runId === runId) this.enter('ended');
  }

  private async show(frame: ArrayBuffer, startedMs: number, runId: number): Promise<void> {
    const atMs = readFrame(frame)?.atMs ?? 0;
    const waitMs = atMs - (performance.now() - startedMs);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.runId !== runId) return;
    new Float64Array(frame)[1] = runId;
    for (const window of this.windows) {
      if (!window.ready) continue;
      window.ready = false;
      window.sink.frame(frame.slice(0));
    }
  }

  private takeNote(value: unknown): void {
    if (typeof value !== 'object' || value === null || !('kind' in value) || !('value' in value)) return;
    if (value.kind === 'findings') {
      this.findings = value.value as readonly Finding[];
      this.tell('findings.changed', this.findings);
    } else if (value.kind === 'events') {
      this.events.push(...(value.value as readonly EventReport[]));
      this.tell('monitor.events', value.value as readonly EventReport[]);
    } else if (value.kind === 'change') {
      this.changes.push(value.value as ChangeMark);
      this.tell('change.made', value.value as ChangeMark);
    } else if (value.kind === 'report') this.report = value.value as RunReport;
  }

  private handlers(): CallHandlers {
    const still = async (): Promise<ReturnType<typeof fail>> =>
      fail('recording', 'This is a recording: nothing in it can be changed. Open a scenario in the Lab for that.');
    const refused = Object.fromEntries(Object.keys(calls).map((name) => [name, still])) as unknown as CallHandlers;
    return { ...refused, ...this.answers() };
  }

  private answers() {
    return {
      'app.snapshot': async () =>
        ok({
          session: this.view(),
          scenarios: [],
          versions: this.header.versions as unknown as Versions,
          host: 'browser' as const,
          platform: process.platform,
          events: this.events,
          findings: this.findings,
          changes: this.changes,
        }),
      'scenario.text': async () => ok(printScenario(this.scenario)),
      'run.start': async () => {
        this.start();
        return ok(this.view());
      },
      'run.stop': async () => {
        this.stop();
        return ok(this.view());
      },
      'run.report': async () =>
        this.report === undefined
          ? fail('no-report', 'The recording has not been played to its report yet.')
          : ok(this.report),
    };
  }
}
