import { mkdir } from 'node:fs/promises';
import type { RecordingStatus } from '../../../shared/records/records-view.ts';
import { fail, ok, type Problem, type Result } from '../../../shared/result.ts';
import type { LabRun } from '../../engine/run/lab-run.ts';
import { fileReason } from '../../records/file-problem.ts';
import { openFreeName, recordingName } from '../../records/recording-name.ts';
import { type RunRecording, recordRun } from '../../records/run-recording.ts';

/** Records runs of the window when it is asked to, and only then. */
export interface RunRecorder {
  readonly status: RecordingStatus;
  /** On: the run that goes on is recorded, or the next one. Off: the file is closed, and the run goes on. */
  record(on: boolean, run: LabRun | undefined): Promise<Result<RecordingStatus>>;
  /** A run is about to start. What is against its recording is told; it runs all the same. */
  begin(run: LabRun): Promise<void>;
  /** Where the run's news go, while it is recorded. */
  of(run: LabRun): RunRecording | undefined;
  /** The run has ended: its recording is closed with its report. Resolves when it is on the disk. */
  end(run: LabRun): Promise<void>;
}

export interface RunRecorderOptions {
  readonly folder: string;
  readonly onStatus: (status: RecordingStatus) => void;
  readonly onProblem: (problem: Problem) => void;
  readonly now?: () => Date;
}

/** A recording holds its scenario, keys and all: it is nobody else's unless its owner says so. */
const folderMode = { recursive: true, mode: 0o700 } as const;

interface Active {
  readonly run: LabRun;
  readonly name: string;
  readonly recording: RunRecording;
}

export function createRunRecorder({
  folder,
  onStatus,
  onProblem,
  now = () => new Date(),
}: RunRecorderOptions): RunRecorder {
  let status: RecordingStatus = { phase: 'off' };
  let active: Active | undefined;
  let closing: Promise<void> = Promise.resolve();
  /** One wish after the other: a key that is pressed twice must not open two files. */
  let turn: Promise<unknown> = Promise.resolve();

  const enter = (next: RecordingStatus): Result<RecordingStatus> => {
    status = next;
    onStatus(next);
    return ok(next);
  };
  const unwritable = (error: unknown) =>
    fail('unwritable-recordings', `${folder}: recordings cannot be written there: ${fileReason(error)}.`);

  const breakOff = (broken: string, error: Error): void => {
    if (active?.name !== broken) return;
    active = undefined;
    onProblem({ code: 'recording-failed', message: `${broken} breaks off: ${fileReason(error)}. The run goes on.` });
    enter({ phase: 'off' });
  };
  const start = async (run: LabRun): Promise<Result<RecordingStatus>> => {
    try {
      await mkdir(folder, folderMode);
      const at = now();
      const scenario = run.scenario.name;
      const { name, file } = await openFreeName(folder, recordingName(scenario, at));
      const recording = await recordRun(run, file, { onFailure: (error) => breakOff(name, error) });
      active = { run, name, recording };
      enter({ phase: 'recording', name, scenario, recordedAt: at.toISOString() });
      // It may have ended while its file was opened.
      if (run.phase === 'ended') await close();
      return ok(status);
    } catch (error) {
      enter({ phase: 'off' });
      return unwritable(error);
    }
  };
  const arm = async (): Promise<Result<RecordingStatus>> => {
    try {
      await mkdir(folder, folderMode);
      return enter({ phase: 'armed' });
    } catch (error) {
      return unwritable(error);
    }
  };
  const closeNow = async (): Promise<void> => {
    if (active === undefined) return;
    const { name, recording } = active;
    active = undefined;
    const { ticksLeftOut, failure } = await recording.close();
    if (failure !== undefined)
      onProblem({ code: 'recording-failed', message: `${name} breaks off: ${fileReason(failure)}.` });
    if (ticksLeftOut > 0)
      onProblem({
        code: 'ticks-left-out',
        message: `${name}: ${ticksLeftOut} ticks are left out: the disk was too slow.`,
      });
    enter({ phase: 'off' });
  };

  const close = (): Promise<void> => {
    closing = closing.then(closeNow);
    return closing;
  };

  const turnOn = async (run: LabRun | undefined): Promise<Result<RecordingStatus>> => {
    if (active !== undefined) return ok(status);
    return run !== undefined && goesOn(run) ? await start(run) : await arm();
  };
  const turnOff = async (): Promise<Result<RecordingStatus>> => {
    await close();
    return enter({ phase: 'off' });
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done;
    return done;
  };

  return {
    get status() {
      return status;
    },
    record: (on, run) => inTurn(() => (on ? turnOn(run) : turnOff())),
    async begin(run) {
      if (status.phase !== 'armed') return;
      const started = await start(run);
      if (!started.ok) onProblem(started.problem);
    },
    of: (run) => (active?.run === run ? active.recording : undefined),
    async end(run) {
      if (active?.run === run) await close();
    },
  };
}

const goesOn = ({ phase }: LabRun): boolean => phase === 'starting' || phase === 'running' || phase === 'draining';
