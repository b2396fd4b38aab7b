import type { CallPayload, HostLink, SessionView } from '../../shared/contract.ts';
import type { Remedy } from '../../shared/report/finding.ts';
import type { Result } from '../../shared/result.ts';
import type { FaultName, OptionValue, SocketAction } from '../../shared/scenario/scenario.ts';
import { createKnobSender } from './knob-sender.ts';
import type { Busy } from './session-store.ts';
import type { Stores } from './stores.ts';

type ReplayChange = CallPayload<'replay.set'>;

/** Everything the user can ask for; each failure lands in the problems store, at the place that it is about. */
export interface Actions {
  load(name: string): Promise<void>;
  open(fileName: string, text: string): Promise<void>;
  /** The scenario as it now stands; undefined when the host could not say. */
  scenarioText(): Promise<string | undefined>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A knob moved: shown at once, sent soon. */
  set(path: string, value: OptionValue): void;
  act(socket: string, action: SocketAction): Promise<void>;
  /** Breaks a link or a socket; what was against it lands at `set:faults.ID`. */
  inflict(fault: FaultName, on: string): Promise<void>;
  /** Applies a remedy whole, and offers to take it back. */
  apply(remedy: Remedy): Promise<void>;
  undo(): Promise<void>;
  /** Records the run that goes on, or the next one; or ends that. */
  record(on: boolean): Promise<void>;
  /** Shows a recording of the list and plays it. */
  openRecording(name: string): Promise<void>;
  closeRecording(): Promise<void>;
  /** Plays, pauses, goes to a moment, changes the speed. */
  replay(change: ReplayChange): Promise<void>;
  refresh(): Promise<void>;
  fetchReport(): Promise<void>;
}

export function createActions(link: HostLink, stores: Stores): Actions {
  const { session, changes, problems } = stores;

  const change = async (path: string, value: OptionValue, by: 'user' | 'remedy'): Promise<void> => {
    changes.getState().wish(path, value);
    const answer = await link.call('run.set', { path, value, by });
    if (answer.ok) problems.getState().settle(`set:${path}`);
    else problems.getState().raise(`set:${path}`, answer.problem);
    changes.getState().settle(path, value);
  };
  const knobs = createKnobSender((path, value) => change(path, value, 'user'));

  const replaceSession = async (
    busy: Busy,
    place: 'run' | 'scenario' | 'recordings',
    ask: () => Promise<Result<SessionView>>,
  ): Promise<void> => {
    session.getState().setBusy(busy);
    const answer = await ask();
    session.getState().setBusy(undefined);
    if (answer.ok) stores.takeSession(answer.value);
    else problems.getState().raise(place, answer.problem);
    if (answer.ok) problems.getState().settle(place);
  };

  return {
    load: (name) => replaceSession('loading', 'scenario', () => link.call('scenario.load', { name })),
    open: (fileName, text) =>
      replaceSession('loading', 'scenario', () => link.call('scenario.open', { fileName, text })),
    scenarioText: async () => {
      const answer = await link.call('scenario.text', {});
      if (answer.ok) return answer.value;
      problems.getState().raise('scenario', answer.problem);
      return undefined;
    },
    start: () => replaceSession('starting', 'run', () => link.call('run.start', {})),
    stop: () => replaceSession('stopping', 'run', () => link.call('run.stop', {})),
    set: (path, value) => {
      changes.getState().wish(path, value);
      knobs.send(path, value);
    },
    act: async (socket, action) => {
      const answer = await link.call('run.act', { socket, action });
      if (answer.ok) problems.getState().settle(`set:sockets.${socket}`);
      else problems.getState().raise(`set:sockets.${socket}`, answer.problem);
    },
    inflict: async (fault, on) => {
      const answer = await link.call('run.inflict', { fault, on });
      if (answer.ok) problems.getState().settle(`set:faults.${on}`);
      else problems.getState().raise(`set:faults.${on}`, answer.problem);
    },
    apply: async (remedy) => {
      const before = stores.valuesAt(Object.keys(remedy.set));
      for (const [path, value] of Object.entries(remedy.set)) await change(path, value, 'remedy');
      changes.getState().offerUndo({ sentence: remedy.sentence, before });
    },
    undo: async () => {
      const { undoable, offerUndo } = changes.getState();
      offerUndo(undefined);
      for (const [path, value] of Object.entries(undoable?.before ?? {})) await change(path, value, 'user');
    },
    record: async (on) => {
      const answer = await link.call('records.record', { on });
      if (answer.ok) stores.replay.getState().takeStatus(answer.value);
      else problems.getState().raise('recordings', answer.problem);
      if (answer.ok) problems.getState().settle('recordings');
    },
    openRecording: (name) => replaceSession('loading', 'recordings', () => link.call('replay.open', { name })),
    closeRecording: () => replaceSession('loading', 'recordings', () => link.call('replay.close', {})),
    replay: async (change) => {
      if (change.atMs !== undefined) stores.replay.getState().setTarget(change.atMs);
      const answer = await link.call('replay.set', change);
      if (answer.ok) return stores.replay.getState().takeReplay(answer.value);
      stores.replay.getState().settle();
      problems.getState().raise('recordings', answer.problem);
    },
    refresh: async () => {
      const answer = await link.call('app.snapshot', {});
      if (answer.ok) stores.takeSnapshot(answer.value);
      else problems.getState().raise('host', answer.problem);
      if (answer.ok) problems.getState().settle('host');
    },
    fetchReport: async () => {
      const answer = await link.call('run.report', {});
      if (answer.ok) session.getState().takeReport(answer.value);
    },
  };
}
