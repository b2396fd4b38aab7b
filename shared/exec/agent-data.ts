import { countedOptions, typeNames } from './counter-layout.ts';
import type { CountedOption, ProcessCounters, SideCounters, SocketCounters } from './counters.ts';
import type { SessionData } from './session-data.ts';

/** What a collector heard from agents. Plain JSON. Times are milliseconds of the collector's clock. */
export interface AgentData {
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly agents: readonly AgentProcessData[];
  /** Connections that were turned away: too many, or not speaking the protocol. */
  readonly refusedConnections: number;
}

export interface AgentProcessData {
  readonly pid: number;
  readonly program: string;
  readonly language: string;
  readonly libzmq: string;
  readonly openedAtMs: number;
  /** Its connection has ended. */
  readonly endedAtMs: number | undefined;
  readonly socketsOmitted: number;
  readonly sockets: readonly AgentSocketData[];
}

export interface AgentSocketData {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number | undefined;
  readonly endpoints: readonly { readonly endpoint: string; readonly how: 'bind' | 'connect' }[];
  readonly options: Readonly<Record<string, number | boolean>>;
  readonly subscribesToAll: boolean;
  readonly sent: AgentSideData;
  readonly received: AgentSideData;
}

interface AgentSideData {
  readonly messages: number;
  readonly frames: number;
  readonly bytes: number;
  readonly refused: number;
  readonly failed: number;
  readonly waits: number;
  readonly waitedMs: number;
  readonly waiting: boolean;
}

/** Agents' counts in the form of a session of counted programs, so that one join and one diagnosis serve both. */
export function sessionOfAgents({ startedAtMs, nowMs, agents }: AgentData): SessionData {
  return {
    session: 'agents',
    countedBy: 'agents',
    startedAtMs,
    nowMs,
    programs: agents.map((agent, at) => ({
      name: agent.program,
      pid: agent.pid,
      startedAtMs: agent.openedAtMs,
      endedAtMs: agent.endedAtMs,
      exitCode: undefined,
      signal: undefined,
      // How it ended is not known, so its end proves nothing.
      stopped: true,
      processes: [
        {
          name: agent.program,
          running: agent.endedAtMs === undefined,
          // Programs in two containers may have one pid; their sockets are told apart as those of one process after the other.
          image: agents.slice(0, at).filter(({ pid }) => pid === agent.pid).length + 1,
          counters: countersOf(agent),
        },
      ],
      unreadable: unknownTypes(agent),
      outOfReach: [],
    })),
  };
}

const unknownTypes = ({ program, pid, sockets }: AgentProcessData): readonly string[] => {
  const types = sockets.map(({ type }) => type).filter((type) => !typeNames.some((name) => name === type));
  return types.length === 0
    ? []
    : [
        `Of ${program} (pid ${pid}), sockets of a type that is not known are left out: ${[...new Set(types)].join(', ')}.`,
      ];
};

const countersOf = (agent: AgentProcessData): ProcessCounters => ({
  pid: agent.pid,
  parentPid: 0,
  startedAtMs: agent.openedAtMs,
  endedAtMs: agent.endedAtMs,
  libzmq: agent.libzmq,
  library: '',
  commandLine: '',
  sockets: agent.sockets.map(socketOf).filter((socket) => socket !== undefined),
  socketsOpened: agent.sockets.length + agent.socketsOmitted,
  socketsOmitted: agent.socketsOmitted,
  endpointsOmitted: 0,
  socketFailures: 0,
  lastSocketError: 0,
  uncountedSends: 0,
  uncountedReceives: 0,
  usesPoller: false,
  contextTerms: 0,
  contextTermMs: 0,
  contextLingerMs: 0,
});

const socketOf = (socket: AgentSocketData): SocketCounters | undefined => {
  const type = typeNames.find((name) => name === socket.type);
  if (type === undefined) return undefined;
  return {
    number: socket.id,
    name: socket.name,
    type,
    context: '',
    openedAtMs: socket.openedAtMs,
    closedAtMs: socket.closedAtMs,
    merged: 0,
    mechanism: 'null',
    subscriptions: socket.subscribesToAll ? 1 : 0,
    subscribesToAll: socket.subscribesToAll,
    monitor: false,
    proxied: false,
    sent: sideOf(socket.sent),
    received: sideOf(socket.received),
    options: Object.fromEntries(Object.entries(socket.options).filter(([name]) => isCountedOption(name))),
    optionsSet: [],
    endpoints: socket.endpoints.map(({ endpoint, how }) => ({ endpoint, how, state: 'live', error: 0 })),
  };
};

const isCountedOption = (name: string): name is CountedOption => countedOptions.some(([known]) => known === name);

const sideOf = ({ refused, failed, waits, waitedMs, ...side }: AgentSideData): SideCounters => ({
  ...side,
  again: refused,
  interrupted: 0,
  terminated: 0,
  unreachable: 0,
  wrongState: 0,
  otherFailures: failed,
  lastError: 0,
  waits,
  blockedMs: waitedMs,
  stalls: 0,
  stalledMs: 0,
  pollMs: 0,
});
