import type { AppSnapshot, HostLink, SessionView } from '../../shared/contract.ts';
import { defaultOf, findOption } from '../../shared/scenario/options.ts';
import type { OptionValue } from '../../shared/scenario/scenario.ts';
import { type ChangesStore, createChangesStore } from './changes-store.ts';
import { createEventsStore, type EventsStore } from './events-store.ts';
import { createFindingsStore, type FindingsStore } from './findings-store.ts';
import { createProblemsStore, type ProblemsStore } from './problems-store.ts';
import { createReplayStore, type ReplayStore } from './replay-store.ts';
import { valueAt } from './scenario-path.ts';
import { createSelectionStore, type SelectionStore } from './selection-store.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';

/** The window's state, one store per concern, and the moments that touch several of them. */
export interface Stores {
  readonly session: SessionStore;
  readonly findings: FindingsStore;
  readonly events: EventsStore;
  readonly changes: ChangesStore;
  readonly selection: SelectionStore;
  readonly problems: ProblemsStore;
  readonly replay: ReplayStore;
  takeSnapshot(snapshot: AppSnapshot): void;
  takeSession(session: SessionView): void;
  /** What stands at each path now: wished, confirmed, as the scenario says, or libzmq's default. */
  valuesAt(paths: readonly string[]): Readonly<Record<string, OptionValue>>;
}

export function createStores(): Stores {
  const stores = {
    session: createSessionStore(),
    findings: createFindingsStore(),
    events: createEventsStore(),
    changes: createChangesStore(),
    selection: createSelectionStore(),
    problems: createProblemsStore(),
    replay: createReplayStore(),
  };
  return {
    ...stores,
    takeSnapshot: (snapshot) => {
      stores.session.getState().takeSnapshot(snapshot);
      stores.findings.getState().replace(snapshot.findings);
      stores.events.getState().replace(snapshot.events);
      stores.changes.getState().replace(snapshot.changes);
      stores.selection.getState().fit(snapshot.session);
      stores.replay.getState().takeStatus(snapshot.recording);
      stores.replay.getState().takeReplay(snapshot.replay);
    },
    takeSession: (session) => {
      const before = stores.session.getState().session;
      if (session.replay === undefined) stores.replay.getState().takeReplay(undefined);
      stores.session.getState().takeSession(session);
      if (before?.runId === session.runId && before.source === session.source) return;
      stores.findings.getState().replace([]);
      stores.events.getState().replace([]);
      stores.changes.getState().replace([]);
      stores.problems.getState().settleAll();
      stores.selection.getState().fit(session);
    },
    valuesAt: (paths) => {
      const { session } = stores.session.getState();
      const { wished, confirmed } = stores.changes.getState();
      const values = paths.map((path) => [path, session && valueNow(session, { ...confirmed, ...wished }, path)]);
      return Object.fromEntries(values.filter(([, value]) => value !== undefined));
    },
  };
}

/** What stands at a path now; `over` is what changed since the session's scenario was sent. */
export function valueNow(
  session: SessionView,
  over: Readonly<Record<string, OptionValue>>,
  path: string,
): OptionValue | undefined {
  return over[path] ?? valueAt(session.scenario, path) ?? defaultAt(session, path);
}

function defaultAt({ scenario }: SessionView, path: string): OptionValue | undefined {
  const [root, id, group, name] = path.split('.');
  if (root !== 'sockets' || group !== 'options' || name === undefined) return undefined;
  const type = scenario.sockets.find((socket) => socket.id === id)?.type;
  const option = type && findOption(type, name);
  return type && option && defaultOf(type, option);
}

/** Keeps the stores in step with the host; answers the way out. */
export function followHost(link: HostLink, stores: Stores, connected: () => void): () => void {
  const { session, findings, events, changes, problems, replay } = stores;
  const ways = [
    link.on('session.changed', (view) => stores.takeSession(view)),
    link.on('findings.changed', (all) => findings.getState().replace(all)),
    link.on('monitor.events', (some) => events.getState().append(some)),
    link.on('change.made', (mark) => changes.getState().add(mark)),
    link.on('recording.changed', (status) => replay.getState().takeStatus(status)),
    link.on('replay.changed', (state) => replay.getState().takeReplay(state)),
    link.on('replay.seeking', ({ share }) => replay.getState().setSeeking(share)),
    link.on('replay.moved', (scene) => {
      replay.getState().settle();
      findings.getState().replace(scene.findings);
      events.getState().replace(scene.events, scene.eventsOmitted);
      changes.getState().replace(scene.changes);
    }),
    link.on('problem.raised', (problem) => problems.getState().raise('host', problem)),
    link.onConnection((connection) => {
      session.getState().setConnection(connection);
      if (connection === 'open') connected();
    }),
  ];
  return () => {
    for (const leave of ways) leave();
  };
}
