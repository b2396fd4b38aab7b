import type { Finding } from '../report/finding.ts';
import type { Versions } from '../report/report.ts';
import type { WatchedConnection, WatchedListener, WatchedProcess, WatchView } from './watch-view.ts';

/** What `watch --json` prints. Keys may be added, never renamed. */
export interface WatchReport {
  readonly highwater: 1;
  readonly seconds: number;
  /** The watch ended because the watched programs did. */
  readonly targetEnded: boolean;
  readonly versions: Versions;
  readonly processes: readonly WatchedProcess[];
  readonly connections: readonly Omit<WatchedConnection, 'history'>[];
  readonly connectionsOmitted: number;
  readonly listeners: readonly WatchedListener[];
  readonly findings: readonly Finding[];
  readonly blindSpots: readonly string[];
}

export const watchReport = (view: WatchView, versions: Versions): WatchReport => ({
  highwater: 1,
  seconds: Math.round(view.atMs) / 1000,
  targetEnded: view.targetEnded,
  versions,
  processes: view.processes,
  connections: view.connections.map(({ history: _, ...connection }) => connection),
  connectionsOmitted: view.connectionsOmitted,
  listeners: view.listeners,
  findings: view.findings,
  blindSpots: view.blindSpots,
});
