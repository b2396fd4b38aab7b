import type { AppCore, AppSnapshot, CallHandlers, SessionView } from '../../shared/contract.ts';
import type { Versions } from '../../shared/report/report.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { builtinScenarios } from '../../shared/scenario/builtins.ts';
import { printScenario } from '../../shared/scenario/print.ts';
import { readVersions } from '../engine/versions.ts';
import { probeMyth } from '../myths/probe-myth.ts';
import { recordingsFolder } from '../records/recordings-folder.ts';
import { createAttachDesk } from './attach/attach-desk.ts';
import { Lab } from './lab.ts';
import { createRecordDesk, type RecordDesk } from './records/record-desk.ts';
import { createReplayDesk, type ReplayDesk } from './replay/replay-desk.ts';
import { Windows } from './windows.ts';

export interface AppOptions {
  readonly host: 'desktop' | 'browser';
  readonly initial: { readonly name: string } | { readonly fileName: string; readonly text: string };
  /** Starts the initial scenario without a click. */
  readonly autoStart: boolean;
  /** Where recordings are kept, unless the platform's place is right. */
  readonly recordings?: string;
}

/** The application behind a host: one scenario, at most one run or recording, any number of windows that look at it. */
export async function createAppCore(options: AppOptions): Promise<AppCore> {
  const app = new LabApp(options.host, options.recordings ?? recordingsFolder());
  const { initial } = options;
  const loaded =
    'name' in initial ? await app.lab.load(initial.name) : await app.lab.open(initial.fileName, initial.text);
  if (!loaded.ok) throw new Error(loaded.problem.message);
  if (options.autoStart) await app.lab.start();
  return app.core();
}

class LabApp {
  readonly lab: Lab;
  private readonly host: AppOptions['host'];
  private readonly windows = new Windows();
  private readonly attach = createAttachDesk({ version: readVersions().highwater });
  private readonly records: RecordDesk;
  private readonly replay: ReplayDesk;

  constructor(host: AppOptions['host'], folder: string) {
    const { tell } = this.windows;
    this.host = host;
    this.lab = new Lab({
      windows: this.windows,
      recorder: () => this.records.recorder,
      onTake: () => this.replay.leave(),
    });
    this.records = createRecordDesk({ folder, tell, run: () => this.lab.run });
    this.replay = createReplayDesk({
      windows: this.windows,
      tell,
      makeWay: async () => {
        await this.lab.clear();
        return this.lab.nextRunId();
      },
    });
  }

  core(): AppCore {
    return {
      handlers: this.handlers(),
      attach: (sink) => this.windows.attach(sink),
      openRecording: (path) => this.play(path, false),
      close: async () => {
        await this.replay.leave();
        await Promise.all([this.lab.run?.abort(), this.attach.close()]);
        await this.records.close();
      },
    };
  }

  private play(path: string, playing: boolean): Promise<Result<SessionView>> {
    return this.lab.inTurn(() => this.replay.open(path, playing));
  }

  private view(): SessionView {
    return this.replay.player?.view() ?? this.lab.view();
  }

  /** A window that begins in a recording is told of its moment by itself; of a run it takes what there is. */
  private snapshot(): AppSnapshot {
    const { run } = this.lab;
    const player = this.replay.player;
    return {
      session: this.view(),
      recording: this.records.recorder.status,
      replay: player?.state,
      scenarios: builtinScenarios.map(({ name, title, description }) => ({ name, title, description })),
      versions: { ...readVersions(), ...(this.replay.versions as Partial<Versions> | undefined) },
      host: this.host,
      platform: process.platform,
      events: player === undefined ? (run?.events ?? []) : [],
      findings: player === undefined ? (run?.findings ?? []) : [],
      changes: player === undefined ? (run?.changes ?? []) : [],
    };
  }

  private handlers(): CallHandlers {
    const { lab, replay, records } = this;
    return {
      ...this.attach.handlers,
      ...records.handlers,
      ...this.runHandlers(),
      'app.snapshot': async () => ok(this.snapshot()),
      'scenario.load': ({ name }) => lab.load(name),
      'scenario.open': ({ fileName, text }) => lab.open(fileName, text),
      'scenario.text': async () => {
        const scenario = replay.player?.view().scenario ?? lab.scenario;
        return scenario === undefined
          ? fail('no-scenario', 'There is no scenario to save.')
          : ok(printScenario(scenario));
      },
      'myth.probe': async ({ probe }) => ok(await probeMyth(probe)),
      'replay.open': async ({ name }) => {
        const path = await records.find(name);
        return path.ok ? await this.play(path.value, true) : path;
      },
      'replay.close': () =>
        lab.inTurn(async () => {
          await replay.leave();
          return await lab.clear();
        }),
      'replay.set': async (change) =>
        replay.player === undefined ? fail('no-recording', 'No recording is shown.') : ok(replay.player.set(change)),
    };
  }

  /** What means the run while there is one, and the recording while that is shown. */
  private runHandlers(): ReplayDesk['handlers'] {
    const { lab, replay } = this;
    const noRun = async () => fail('no-run', 'Nothing is running: press Run first.');
    const ofRun: ReplayDesk['handlers'] = {
      'run.start': () => lab.start(),
      'run.stop': async () => {
        await lab.run?.stop();
        return ok(lab.view());
      },
      'run.set': ({ path, value, by }) => lab.change(path, value, by),
      'run.act': ({ socket, action }) => lab.run?.act(socket, action) ?? noRun(),
      'run.inflict': ({ fault, on }) => lab.run?.inflict(fault, on) ?? noRun(),
      'run.report': async () => lab.report(),
    };
    const now = () => (replay.player === undefined ? ofRun : replay.handlers);
    return {
      'run.start': (payload) => now()['run.start'](payload),
      'run.stop': (payload) => now()['run.stop'](payload),
      'run.set': (payload) => now()['run.set'](payload),
      'run.act': (payload) => now()['run.act'](payload),
      'run.inflict': (payload) => now()['run.inflict'](payload),
      'run.report': (payload) => now()['run.report'](payload),
    };
  }
}
