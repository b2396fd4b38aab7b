import { describe, expect, it } from 'vitest';
import { createCallsDesk } from '../../../../../electron/app/attach/calls-desk.ts';
import type { SessionMemory } from '../../../../../shared/exec/session-memory.ts';
import { ok } from '../../../../../shared/result.ts';
import { countedConnection, countedProcess, countedSocket, execView } from '../../../../fixtures/attach/counted.ts';

describe('the calls desk', () => {
  it('says that nobody counts', async () => {
    const desk = createCallsDesk({ listSessions: async () => [], readSession: async () => undefined });
    expect(await desk.look(undefined)).toEqual(ok({ sessions: [], shown: null, connectionsOmitted: 0 }));
  });

  it('shows the session that was asked for, or the first where that one is gone', async () => {
    const desk = createCallsDesk({
      listSessions: async () => ['new', 'old'],
      readSession: async (session) => execView({ session }),
    });
    const shown = async (session: string | undefined) => {
      const look = await desk.look(session);
      return look.ok && look.value.shown?.session;
    };
    expect([await shown('old'), await shown('gone'), await shown(undefined)]).toEqual(['old', 'new', 'new']);
  });

  it('remembers a session from look to look, until it is gone', async () => {
    let sessions = ['a'];
    const memories: (SessionMemory | undefined)[] = [];
    const desk = createCallsDesk({
      listSessions: async () => sessions,
      readSession: async (session, memory) => {
        memories.push(memory);
        return execView({ session });
      },
    });
    await desk.look('a');
    await desk.look('a');
    sessions = [];
    await desk.look('a');
    sessions = ['a'];
    await desk.look('a');
    expect(memories[0]).toBe(memories[1]);
    expect(memories[2]).not.toBe(memories[0]);
  });

  it('bounds what it sends, and counts what it leaves out', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => at);
    const view = execView({
      connections: many(500).map((at) => countedConnection(at, at, { id: `c${at}` })),
      processes: [
        countedProcess(
          1,
          many(300).map(() => countedSocket(1, 'push', 1, 0)),
        ),
      ],
    });
    const look = await createCallsDesk({ listSessions: async () => ['a'], readSession: async () => view }).look('a');
    if (!look.ok || look.value.shown === null) throw new Error('expected a view');
    expect(look.value.shown.connections.length + look.value.connectionsOmitted).toBe(500);
    expect(look.value.connectionsOmitted).toBe(300);
    expect(look.value.shown.processes[0]).toMatchObject({ socketsOmitted: 300 - 64 });
  });
});
