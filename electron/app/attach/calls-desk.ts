import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallsLook } from '../../../shared/attach/attach-view.ts';
import type { ExecProcess, ExecView } from '../../../shared/exec/exec-view.ts';
import { createSessionMemory, type SessionMemory } from '../../../shared/exec/session-memory.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { sessionsFolder } from '../../exec/private-folder.ts';
import { readSession } from '../../exec/read-session.ts';
import { isSessionName } from '../../exec/session-folder.ts';

/** What programs under `highwater exec` count, read from where they write it. */
export interface CallsDesk {
  look(session: string | undefined): Promise<Result<CallsLook>>;
}

export interface CallsDeskOptions {
  readonly listSessions?: () => Promise<readonly string[]>;
  readonly readSession?: typeof readSession;
}

const most = {
  sessions: 32,
  processes: 64,
  sockets: 64,
  connections: 200,
  groups: 40,
  findings: 40,
  spots: 40,
} as const;

export const createCallsDesk = (options: CallsDeskOptions = {}): CallsDesk => {
  const list = options.listSessions ?? listSessions;
  const read = options.readSession ?? readSession;
  /** Of the sessions that there are; what was seen of those that ended goes with them. */
  const memories = new Map<string, SessionMemory>();
  const memoryOf = (session: string): SessionMemory => {
    const memory = memories.get(session) ?? createSessionMemory();
    memories.set(session, memory);
    return memory;
  };
  return {
    look: async (wished) => {
      const sessions = await list();
      for (const known of memories.keys()) if (!sessions.includes(known)) memories.delete(known);
      const session = sessions.find((each) => each === wished) ?? sessions[0];
      const view = session === undefined ? undefined : await read(session, memoryOf(session));
      return ok({
        sessions,
        shown: view === undefined ? null : boundView(view),
        connectionsOmitted: Math.max(0, (view?.connections.length ?? 0) - most.connections),
      });
    },
  };
};

/** The one that began last comes first. */
const listSessions = async (): Promise<readonly string[]> => {
  const folder = join(...(sessionsFolder() as [string, ...string[]]));
  const names = (await readdir(folder).catch(() => [])).filter(isSessionName).slice(0, most.sessions);
  const begun = await Promise.all(
    names.map(async (name) => {
      const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: 0 }));
      return { name, mtimeMs };
    }),
  );
  return begun.sort((a, b) => b.mtimeMs - a.mtimeMs).map(({ name }) => name);
};

const boundView = (view: ExecView): ExecView => ({
  ...view,
  programs: view.programs.slice(0, most.processes),
  processes: view.processes.slice(0, most.processes).map(boundProcess),
  connections: view.connections.slice(0, most.connections),
  groups: view.groups.slice(0, most.groups),
  findings: view.findings.slice(0, most.findings),
  blindSpots: view.blindSpots.slice(0, most.spots),
});

const boundProcess = (process: ExecProcess): ExecProcess => ({
  ...process,
  sockets: process.sockets.slice(0, most.sockets),
  socketsOmitted: process.socketsOmitted + Math.max(0, process.sockets.length - most.sockets),
});
