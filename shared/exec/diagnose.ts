import type { ExecConnection, ExecProcess } from './exec-view.ts';
import { type JudgedConnection, togetherOf } from './judged-connection.ts';
import { connectionRules } from './rules/connection-rules.ts';
import type { ExecFinding } from './rules/finding-parts.ts';
import { processRules } from './rules/process-rules.ts';
import type { SessionMemory } from './session-memory.ts';

/** What is wrong, by the counts alone. One finding per code and socket: a fan-out does not repeat itself. */
export function diagnose(
  processes: readonly ExecProcess[],
  connections: readonly ExecConnection[],
  memory: Pick<SessionMemory, 'recall'>,
): readonly ExecFinding[] {
  const judged = judge(processes, connections, memory);
  const all = [
    ...connectionRules.flatMap((rule) => judged.flatMap(rule)),
    ...processRules.flatMap((rule) => processes.flatMap(rule)),
  ];
  const first = new Map<string, ExecFinding>();
  for (const finding of all) {
    const key = `${finding.code} ${finding.subject} ${finding.socket}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}

const judge = (
  processes: readonly ExecProcess[],
  connections: readonly ExecConnection[],
  memory: Pick<SessionMemory, 'recall'>,
): readonly JudgedConnection[] => {
  const sockets = new Map(
    processes.flatMap((process) => process.sockets.map((socket) => [socket.id, { socket, process }] as const)),
  );
  const at = (id: string | null) => (id === null ? undefined : sockets.get(id));
  return connections.map((connection) => {
    const [from, to] = [at(connection.fromSocket), at(connection.toSocket)];
    return {
      connection,
      from: from?.socket,
      to: to?.socket,
      fromProcess: from?.process,
      toProcess: to?.process,
      together: togetherOf(from?.socket, to?.socket, memory.recall(connection.id)),
    };
  });
};
