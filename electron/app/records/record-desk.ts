import type { CallHandlers, Events, WindowSink } from '../../../shared/contract.ts';
import { RecordError } from '../../../shared/records/record-format.ts';
import type { ExportFormat, RecordsView } from '../../../shared/records/records-view.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { LabRun } from '../../engine/run/lab-run.ts';
import { exportBeside } from '../../records/export-beside.ts';
import { fileReason } from '../../records/file-problem.ts';
import { createRecordingLibrary } from '../../records/recording-library.ts';
import { createRecordingReceiver } from './receive-recording.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';

type RecordsCall = Extract<keyof CallHandlers, `records.${string}`>;

/** Everything that concerns recordings as files: making them, listing, deleting, exporting and receiving them. */
export interface RecordDesk {
  readonly handlers: Pick<CallHandlers, RecordsCall>;
  readonly recorder: RunRecorder;
  /** The path of a recording of the list; a name that is not in it is refused. */
  find(name: string): Promise<Result<string>>;
  close(): Promise<void>;
}

export interface RecordDeskOptions {
  readonly folder: string;
  readonly tell: WindowSink['event'];
  readonly run: () => LabRun | undefined;
}

export function createRecordDesk({ folder, tell, run }: RecordDeskOptions): RecordDesk {
  const changed = () => tell('records.changed', null);
  const recorder = createRunRecorder({
    folder,
    onStatus: (status) => {
      tell('recording.changed', status);
      changed();
    },
    onProblem: ({ code, message }) => tell('problem.raised', { code, message } satisfies Events['problem.raised']),
  });
  const writing = (name: string) =>
    recorder.status.phase === 'recording' && recorder.status.name === name ? recorder.status : undefined;
  const library = createRecordingLibrary({ folder, writing, onChange: changed });
  const receiver = createRecordingReceiver(folder);

  const list = async (): Promise<Result<RecordsView>> => {
    try {
      const { entries, omitted } = await library.list();
      return ok({ folder, entries, omitted, deleted: library.deleted });
    } catch (error) {
      return fail('unreadable-recordings', `${folder} cannot be read: ${fileReason(error)}.`);
    }
  };
  /** The name is looked up in the host's own list, so that it cannot lead anywhere else. */
  const find = async (name: string): Promise<Result<string>> => {
    if (library.pathOf(name) === undefined) await list();
    const path = library.pathOf(name);
    if (path !== undefined) return ok(path);
    return writing(name) !== undefined
      ? fail('being-recorded', `${name} is being recorded: stop the recording first.`)
      : fail('no-such-recording', `There is no recording ${name.slice(0, 120)} in ${folder}.`);
  };
  const remove = async (name: string): Promise<Result<null>> => {
    const found = await find(name);
    if (!found.ok) return found;
    try {
      await library.remove(name);
      changed();
      return ok(null);
    } catch (error) {
      return fail('not-deleted', `${name} could not be deleted: ${fileReason(error)}.`);
    }
  };
  const restore = async (name: string): Promise<Result<null>> => {
    const back = await library.restore(name).catch(() => false);
    changed();
    return back ? ok(null) : fail('not-restored', `${name.slice(0, 120)} cannot be brought back any more.`);
  };
  const write = async (name: string, format: ExportFormat) => {
    const found = await find(name);
    if (!found.ok) return found;
    try {
      return ok(await exportBeside(found.value, format));
    } catch (error) {
      const reason = error instanceof RecordError ? error.message : fileReason(error);
      return fail('not-exported', `${name} could not be exported: ${reason}.`);
    }
  };

  return {
    recorder,
    find,
    handlers: {
      'records.record': ({ on }) => recorder.record(on, run()),
      'records.list': list,
      'records.delete': ({ name }) => remove(name),
      'records.restore': ({ name }) => restore(name),
      'records.export': ({ name, format }) => write(name, format),
      'records.receive': async (piece) => {
        const taken = await receiver.take(piece);
        if (taken.ok && 'name' in taken.value) changed();
        return taken;
      },
    },
    close: async () => {
      await Promise.all([recorder.record(false, undefined), receiver.close(), library.close()]);
    },
  };
}
