import type { WatchedNow, WatchLook } from '../../../shared/attach/attach-view.ts';
import type { WatchedConnection, WatchView } from '../../../shared/watch/watch-view.ts';

const most = { connections: 200, processes: 400, listeners: 100, findings: 40, blindSpots: 40 } as const;

/** What one look sends to the window: no history, and lists that no machine can make long. */
export const boundWatch = (view: WatchView, watchId: number, greets: boolean): WatchLook => {
  const connections = byWeight(view.connections).slice(0, most.connections);
  const shown = new Set(connections.flatMap(({ fromPid, toPid }) => [fromPid, toPid]));
  const isShown = ({ pid }: { readonly pid: number }) => shown.has(pid);
  return {
    ...view,
    watchId,
    greets,
    connections: connections.map(withoutHistory),
    connectionsOmitted: view.connectionsOmitted + view.connections.length - connections.length,
    processes: [...view.processes.filter(isShown), ...view.processes.filter((each) => !isShown(each))].slice(
      0,
      most.processes,
    ),
    listeners: view.listeners.slice(0, most.listeners),
    listenersOmitted: Math.max(0, view.listeners.length - most.listeners),
    findings: view.findings.slice(0, most.findings),
    findingsOmitted: Math.max(0, view.findings.length - most.findings),
    blindSpots: view.blindSpots.slice(0, most.blindSpots),
  };
};

const withoutHistory = ({ history, ...connection }: WatchedConnection): WatchedNow => ({
  ...connection,
  now: history.at(-1) ?? null,
});

/** Where bytes wait comes first; of many, the window gets those that matter. Below the bound the order stays as it is. */
const byWeight = (connections: readonly WatchedConnection[]): readonly WatchedConnection[] =>
  connections.length <= most.connections ? connections : connections.toSorted((a, b) => weight(b) - weight(a));

const weight = ({ open, forward, backward }: WatchedConnection): number =>
  (open ? 1 : 0) +
  [forward, backward].reduce(
    (sum, { sendQueueBytes, receiveQueueBytes, bytesPerSecond }) =>
      sum + (sendQueueBytes ?? 0) + (receiveQueueBytes ?? 0) + (bytesPerSecond ?? 0),
    0,
  );
