import { describe, expect, it } from 'vitest';
import { boundWatch } from '../../../../../electron/app/attach/bound-watch.ts';
import { stillDirection, watchedConnection, watchedProcess, watchView } from '../../../../fixtures/attach/watched.ts';

describe('what one look sends to the window', () => {
  it('keeps the connections in which bytes wait, and counts those left out', () => {
    const idle = Array.from({ length: 500 }, (_, at) => watchedConnection(at + 2, { forward: stillDirection }));
    const full = watchedConnection(9999, { forward: { ...stillDirection, sendQueueBytes: 3_000_000 } });
    const look = boundWatch(watchView({ connections: [...idle, full], connectionsOmitted: 7 }), 1, false);
    expect(look.connections).toHaveLength(200);
    expect(look.connections[0]?.id).toBe(full.id);
    expect(look.connectionsOmitted).toBe(7 + 301);
  });

  it('keeps the order while all fit', () => {
    const connections = [2, 3, 4].map((to) => watchedConnection(to));
    expect(boundWatch(watchView({ connections }), 1, false).connections.map(({ id }) => id)).toEqual([
      'c2',
      'c3',
      'c4',
    ]);
  });

  it('keeps the processes of the connections that it keeps', () => {
    const processes = Array.from({ length: 1000 }, (_, at) => watchedProcess(at + 1));
    const look = boundWatch(watchView({ processes, connections: [watchedConnection(900)] }), 1, false);
    expect(look.processes.length).toBeLessThan(1000);
    expect(look.processes.slice(0, 2).map(({ pid }) => pid)).toEqual([1, 900]);
  });

  it('stays small whatever the machine runs', () => {
    const connections = Array.from({ length: 400 }, (_, at) =>
      watchedConnection(at + 2, {
        history: Array.from({ length: 240 }, (__, atMs) => ({ atMs, sendQueueBytes: 1, receiveQueueBytes: 1 })),
      }),
    );
    const listeners = Array.from({ length: 5000 }, (_, port) => ({
      pid: 1,
      endpoint: `tcp://127.0.0.1:${port}`,
      socketType: null,
      backlog: 0,
    }));
    const look = boundWatch(watchView({ connections, listeners }), 1, false);
    expect(JSON.stringify(look).length).toBeLessThan(400_000);
    expect(look.listeners.length + look.listenersOmitted).toBe(5000);
  });
});
