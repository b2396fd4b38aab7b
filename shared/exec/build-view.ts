import { describeLoose, describePair } from './connections.ts';
import type { SocketCounters } from './counters.ts';
import { diagnose } from './diagnose.ts';
import { receivesOnly, sendsOnly } from './direction.ts';
import type { ExecConnection, ExecProcess, ExecProgram, ExecSocket, ExecView } from './exec-view.ts';
import { describeGroups } from './groups.ts';
import { pairSockets } from './pair-sockets.ts';
import type { ProcessData, ProgramData, SessionData } from './session-data.ts';
import type { SessionMemory } from './session-memory.ts';

export interface ViewContext {
  /** Names and addresses of this machine. */
  readonly localHosts: ReadonlySet<string>;
  /** What earlier looks found. */
  readonly memory: Pick<SessionMemory, 'recall'>;
}

/** So many connections are told one by one. */
const maxConnections = 500;

/** Joins what all programs of a session counted. Pure: the same data give the same view. */
export function buildView(data: SessionData, { localHosts, memory }: ViewContext): ExecView {
  const processes = data.programs.flatMap((program) =>
    program.processes.map((process) => describeProcess(process, program, data)),
  );
  const sockets = processes.flatMap((process) => process.sockets);
  const pairing = pairSockets(sockets, localHosts);
  const connections: readonly ExecConnection[] = [
    ...pairing.pairs.map((pair) => describePair(pair, pairing, memory)),
    ...sockets.map((socket) => describeLoose(socket, pairing)).filter((connection) => connection !== undefined),
  ];
  return {
    session: data.session,
    atMs: Math.max(0, data.nowMs - data.startedAtMs),
    programs: data.programs.map((program) => describeProgram(program, data)),
    processes,
    connections: connections.slice(0, maxConnections),
    groups: describeGroups(pairing),
    findings: diagnose(processes, connections, memory),
    blindSpots: blindSpots(data, processes, connections),
  };
}

const describeProgram = (program: ProgramData, { startedAtMs }: SessionData): ExecProgram => ({
  name: program.name,
  pid: program.pid ?? null,
  startedAtMs: program.startedAtMs - startedAtMs,
  endedAtMs: program.endedAtMs === undefined ? null : program.endedAtMs - startedAtMs,
  exitCode: program.exitCode ?? null,
  signal: program.signal ?? null,
  stopped: program.stopped,
  outOfReach: program.outOfReach,
});

const describeProcess = (process: ProcessData, program: ProgramData, data: SessionData): ExecProcess => {
  const { counters, name, running, image } = process;
  const isReplaced = program.processes.some((later) => later.counters.pid === counters.pid && later.image > image);
  const isProgram = counters.pid === program.pid && !isReplaced;
  const endedAtMs = running ? undefined : (counters.endedAtMs ?? program.endedAtMs ?? data.nowMs);
  const untilMs = (endedAtMs ?? data.nowMs) - data.startedAtMs;
  return {
    pid: counters.pid,
    program: program.pid ?? null,
    name,
    libzmq: counters.libzmq,
    library: counters.library,
    running,
    startedAtMs: counters.startedAtMs - data.startedAtMs,
    endedAtMs: endedAtMs === undefined ? null : untilMs,
    exitCode: isProgram ? (program.exitCode ?? null) : null,
    signal: isProgram ? (program.signal ?? null) : null,
    stopped: program.stopped,
    sockets: counters.sockets
      .filter((socket) => !isMonitor(socket, counters.sockets))
      .map((socket) => describeSocket(socket, process, untilMs, data.startedAtMs)),
    socketsOpened: counters.socketsOpened,
    socketsOmitted: counters.socketsOmitted,
    monitorSockets: counters.sockets.filter((socket) => isMonitor(socket, counters.sockets)).length,
    socketFailures: counters.socketFailures,
    lastSocketError: counters.lastSocketError,
    contextTermMs: counters.contextTermMs,
    contextLingerMs: counters.contextLingerMs,
    usesPoller: counters.usesPoller,
  };
};

/** libzmq's own end of a monitor, or the PAIR that reads it. */
const isMonitor = (socket: SocketCounters, all: readonly SocketCounters[]): boolean =>
  socket.monitor ||
  (socket.type === 'pair' &&
    socket.endpoints.some(
      ({ endpoint, how }) =>
        how === 'connect' &&
        all.some((other) => other.monitor && other.context === socket.context && hasBound(other, endpoint)),
    ));

const hasBound = ({ endpoints }: SocketCounters, wanted: string): boolean =>
  endpoints.some(({ endpoint, how }) => how === 'bind' && endpoint === wanted);

const describeSocket = (
  socket: SocketCounters,
  { counters, running, image }: ProcessData,
  processUntilMs: number,
  startedAtMs: number,
): ExecSocket => {
  const { number, monitor: _, closedAtMs, ...counted } = socket;
  const { sent, received } = socket;
  return {
    ...counted,
    id: `${counters.pid}${image > 1 ? `.${image}` : ''}:${number}`,
    pid: counters.pid,
    openedAtMs: socket.openedAtMs - startedAtMs,
    closedAtMs: closedAtMs === undefined ? null : closedAtMs - startedAtMs,
    untilMs: closedAtMs === undefined ? processUntilMs : closedAtMs - startedAtMs,
    over: closedAtMs !== undefined || !running,
    // A poll that finds nothing and the refusal before it overlap: the longer of the two is a lower bound of the wait.
    idleMs:
      counters.usesPoller || sendsOnly(socket.type)
        ? null
        : received.blockedMs + Math.max(received.stalledMs, received.pollMs),
    heldMs: receivesOnly(socket.type) ? null : sent.blockedMs + Math.max(sent.stalledMs, sent.pollMs),
  };
};

const blindSpots = (
  data: SessionData,
  processes: readonly ExecProcess[],
  connections: readonly ExecConnection[],
): readonly string[] => {
  const spots = [
    data.countedBy === 'exec'
      ? 'Programs that were not started with highwater exec are not counted, even where they use the same endpoints.'
      : 'Sockets without an agent are not counted, even where they use the same endpoints.',
    'A difference at the end is in flight or lost: which of the two, the counts alone do not tell.',
  ];
  for (const { pid, socketsOmitted } of processes) {
    if (socketsOmitted > 0)
      spots.push(`${socketsOmitted} sockets of pid ${pid} were beyond the limit and are not counted.`);
  }
  for (const { processes: own, unreadable, outOfReach } of data.programs) {
    spots.push(...outOfReach, ...unreadable);
    for (const { counters } of own) {
      const passed = counters.uncountedSends + counters.uncountedReceives;
      if (passed > 0)
        spots.push(
          `${passed} calls of pid ${counters.pid} were on sockets that are not counted (inherited, or beyond the limit).`,
        );
      if (counters.endpointsOmitted > 0)
        spots.push(`${counters.endpointsOmitted} endpoints of pid ${counters.pid} were beyond the limit.`);
    }
  }
  if (connections.length > maxConnections)
    spots.push(`${connections.length - maxConnections} connections were left out.`);
  if (processes.some(({ usesPoller }) => usesPoller))
    spots.push('Programs that use zmq_poller_wait do not show how long they waited for messages.');
  return spots;
};
