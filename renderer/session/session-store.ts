import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppSnapshot, ScenarioEntry, SessionView } from '../../shared/contract.ts';
import type { RunReport, Versions } from '../../shared/report/report.ts';

export type Connection = 'connecting' | 'open' | 'lost';
/** A call that the user waits for; its button says so. */
export type Busy = 'loading' | 'starting' | 'stopping' | undefined;

export interface SessionState {
  readonly connection: Connection;
  readonly session: SessionView | undefined;
  readonly scenarios: readonly ScenarioEntry[];
  readonly versions: Versions | undefined;
  readonly host: AppSnapshot['host'] | undefined;
  readonly busy: Busy;
  /** The picture stands still while data goes on. */
  readonly frozen: boolean;
  /** Of the run that ended last; undefined once another one is loaded or started. */
  readonly report: RunReport | undefined;
  setConnection(connection: Connection): void;
  setBusy(busy: Busy): void;
  setFrozen(frozen: boolean): void;
  takeSnapshot(snapshot: AppSnapshot): void;
  takeSession(session: SessionView): void;
  takeReport(report: RunReport): void;
}

export type SessionStore = StoreApi<SessionState>;

/** What is loaded and how far its run is: the snapshot, then the host's events. */
export function createSessionStore(): SessionStore {
  return createStore<SessionState>((set) => ({
    connection: 'connecting',
    session: undefined,
    scenarios: [],
    versions: undefined,
    host: undefined,
    busy: undefined,
    frozen: false,
    report: undefined,
    setConnection: (connection) => set({ connection }),
    setBusy: (busy) => set({ busy }),
    setFrozen: (frozen) => set({ frozen }),
    takeSnapshot: ({ session, scenarios, versions, host }) => set({ session, scenarios, versions, host }),
    takeSession: (session) =>
      set((state) => {
        // A recording can go back behind its end.
        const isSame = state.session?.runId === session.runId && session.phase === 'ended';
        return { session, report: isSame ? state.report : undefined };
      }),
    takeReport: (report) => set({ report }),
  }));
}

/** A run goes on, here and now. */
export const isLive = (session: SessionView | undefined): boolean =>
  session?.replay === undefined && isUnderWay(session);

/** A run goes on, be it in a recording. */
export const isUnderWay = (session: SessionView | undefined): boolean =>
  session !== undefined &&
  (session.phase === 'starting' || session.phase === 'running' || session.phase === 'draining');
