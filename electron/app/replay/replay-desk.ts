import type { CallHandlers, SessionView, WindowSink } from '../../../shared/contract.ts';
import type { RecordHeader } from '../../../shared/records/record-format.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { recordingProblem } from '../../records/recording-problem.ts';
import { openTape } from '../../records/recording-tape.ts';
import type { Windows } from '../windows.ts';
import { createPlayer, type Player } from './player.ts';

/** Shows at most one recording, in place of the scenario. */
export interface ReplayDesk {
  readonly player: Player | undefined;
  /** The versions that ran when it was recorded. */
  readonly versions: RecordHeader['versions'] | undefined;
  /** `path` must have been checked. What is against the file is said in one line. */
  open(path: string, playing: boolean): Promise<Result<SessionView>>;
  /** The recording gives way to the scenario; nothing happens where none is shown. */
  leave(): Promise<void>;
  /** Calls that would change what is shown, and those that mean something else while it is. */
  readonly handlers: Pick<
    CallHandlers,
    'run.start' | 'run.stop' | 'run.set' | 'run.act' | 'run.inflict' | 'run.report'
  >;
}

export interface ReplayDeskOptions {
  readonly windows: Windows;
  readonly tell: WindowSink['event'];
  /** Ends the run, and gives the recording a number of its own. */
  readonly makeWay: () => Promise<number>;
}

export function createReplayDesk({ windows, tell, makeWay }: ReplayDeskOptions): ReplayDesk {
  let player: Player | undefined;
  let versions: RecordHeader['versions'] | undefined;

  const leave = async (): Promise<void> => {
    const left = player;
    player = undefined;
    versions = undefined;
    windows.show(undefined);
    await left?.close();
  };
  const open = async (path: string, playing: boolean): Promise<Result<SessionView>> => {
    const tape = await openTape(path).catch((error: unknown) => fail('bad-recording', recordingProblem(path, error)));
    if (!tape.ok) return tape;
    await leave();
    const runId = await makeWay();
    const opened = createPlayer({ tape: tape.value, runId, tell });
    player = opened;
    versions = tape.value.header.versions;
    tell('session.changed', opened.view());
    windows.show(opened);
    if (playing) opened.set({ playing });
    else tell('replay.changed', opened.state);
    return ok(opened.view());
  };
  const refused = async () =>
    fail('recording', 'This is a recording: nothing in it can be changed. Go back to the Lab for that.');
  const moved = async (change: Parameters<Player['set']>[0]): Promise<Result<SessionView>> => {
    player?.set(change);
    return player === undefined ? fail('no-recording', 'No recording is shown.') : ok(player.view());
  };

  return {
    get player() {
      return player;
    },
    get versions() {
      return versions;
    },
    open,
    leave,
    handlers: {
      'run.start': () => moved({ playing: true, atMs: 0 }),
      'run.stop': () => moved({ playing: false }),
      'run.set': refused,
      'run.act': refused,
      'run.inflict': refused,
      'run.report': async () => {
        const report = await player?.report();
        return report === undefined
          ? fail('no-report', 'The recording has not been played to its report yet.')
          : ok(report);
      },
    },
  };
}
