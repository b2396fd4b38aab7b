import { rm, rmdir } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { AgentData, AgentProcessData } from '../../shared/exec/agent-data.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { makePrivateFolder } from '../exec/private-folder.ts';
import { monotonicMs } from '../exec/read-session.ts';
import { listenProblem } from '../relay/listen-problem.ts';
import { isStale } from '../relay/listener.ts';
import type { AgentHello, AgentReport, AgentSocket } from './agent-line.ts';
import { maxLineBytes, readHello, readReport } from './agent-protocol.ts';
import { type CollectorAddress, collectorFolder, formatCollectorAddress } from './collector-address.ts';
import { createLineSplitter } from './line-splitter.ts';

/** Hears what agents report. */
export interface Collector {
  /** As agents are told in HIGHWATER_COLLECTOR. */
  readonly address: string;
  /** The totals of every agent that was heard, those that have ended included. Plain JSON. */
  snapshot(): AgentData;
  close(): Promise<void>;
}

/** Agents at once, and remembered altogether; the oldest that have ended are forgotten first. */
const maxAgents = 256;
/** Of one agent; further ones are counted as left out. */
const maxSocketsOfAgent = 1024;
/** An agent reports twice a second; who floods is cut off. */
const maxLinesPerSecond = 100;

interface Agent {
  readonly hello: AgentHello;
  readonly openedAtMs: number;
  endedAtMs: number | undefined;
  lastReportAtMs: number;
  /** Sockets that were turned away here, and the number of the last of them: a program numbers its sockets upwards. */
  omitted: number;
  lastRefused: number;
  /** Sockets that it says it has no room for itself. */
  leftOut: number;
  readonly sockets: Map<number, AgentSocket & { readonly heardAtMs: number }>;
}

export async function createCollector(address: CollectorAddress): Promise<Result<Collector>> {
  const agents = new Set<Agent>();
  const links = new Set<Socket>();
  const refused = { connections: 0 };
  const startedAtMs = monotonicMs();
  const server = createServer((link) => {
    if (links.size >= maxAgents) {
      refused.connections += 1;
      link.destroy();
      return;
    }
    links.add(link);
    link.once('close', () => links.delete(link));
    listenTo(link, agents, refused);
  });
  const listening = await listen(server, address);
  if (!listening.ok) return listening;
  return ok({
    address: formatCollectorAddress(listening.value),
    snapshot: () => ({
      startedAtMs,
      nowMs: monotonicMs(),
      agents: [...agents].map(describe),
      refusedConnections: refused.connections,
    }),
    close: async () => {
      for (const link of links) link.destroy();
      await new Promise((resolve) => server.close(resolve));
      // Only if nothing else of the user's lives there.
      await rmdir(join(...collectorFolder())).catch(() => undefined);
    },
  });
}

const listenTo = (link: Socket, agents: Set<Agent>, refused: { connections: number }): void => {
  let agent: Agent | undefined;
  let second = 0;
  let linesInSecond = 0;
  const cut = (): void => {
    refused.connections += 1;
    link.destroy();
  };
  const takeLine = (line: string): boolean => {
    const now = monotonicMs();
    linesInSecond = Math.floor(now / 1000) === second ? linesInSecond + 1 : 1;
    second = Math.floor(now / 1000);
    if (linesInSecond > maxLinesPerSecond) return false;
    if (agent === undefined) {
      const hello = readHello(line);
      if (hello !== undefined) agent = remember(agents, hello, now);
      return agent !== undefined;
    }
    const report = readReport(line);
    if (report !== undefined) takeReport(agent, report, now);
    return report !== undefined;
  };
  const splitter = createLineSplitter(maxLineBytes);
  link.on('data', (chunk) => {
    const lines = splitter.push(chunk);
    if (lines === undefined || !lines.every(takeLine)) cut();
  });
  link.on('error', () => link.destroy());
  link.once('close', () => {
    if (agent !== undefined) agent.endedAtMs = monotonicMs();
  });
};

const remember = (agents: Set<Agent>, hello: AgentHello, now: number): Agent | undefined => {
  if (agents.size >= maxAgents) {
    const oldest = [...agents].find(({ endedAtMs }) => endedAtMs !== undefined);
    if (oldest === undefined) return undefined;
    agents.delete(oldest);
  }
  // The same program again, after its connection broke: its totals go on.
  const before = [...agents].find((known) => known.endedAtMs !== undefined && isSame(known.hello, hello));
  if (before !== undefined) {
    before.endedAtMs = undefined;
    return before;
  }
  const agent: Agent = {
    hello,
    openedAtMs: now,
    endedAtMs: undefined,
    lastReportAtMs: now,
    omitted: 0,
    lastRefused: 0,
    leftOut: 0,
    sockets: new Map(),
  };
  agents.add(agent);
  return agent;
};

const isSame = (a: AgentHello, b: AgentHello): boolean =>
  a.pid === b.pid && a.program === b.program && a.instance === b.instance;

const takeReport = (agent: Agent, { sockets, omitted }: AgentReport, now: number): void => {
  agent.lastReportAtMs = now;
  agent.leftOut = omitted ?? agent.leftOut;
  for (const socket of sockets) {
    if (agent.sockets.has(socket.id) || agent.sockets.size < maxSocketsOfAgent)
      agent.sockets.set(socket.id, { ...socket, heardAtMs: now });
    else if (socket.id > agent.lastRefused) {
      agent.lastRefused = socket.id;
      agent.omitted += 1;
    }
  }
};

const describe = ({ hello, openedAtMs, endedAtMs, omitted, leftOut, sockets }: Agent): AgentProcessData => ({
  pid: hello.pid,
  program: hello.program,
  language: hello.language,
  libzmq: hello.libzmq,
  openedAtMs,
  endedAtMs,
  socketsOmitted: omitted + leftOut,
  sockets: [...sockets.values()].map(({ openedMsAgo, closedMsAgo, heardAtMs, ...socket }) => ({
    ...socket,
    openedAtMs: heardAtMs - openedMsAgo,
    closedAtMs: closedMsAgo === null ? undefined : heardAtMs - closedMsAgo,
  })),
});

const listen = async (server: Server, address: CollectorAddress): Promise<Result<CollectorAddress>> => {
  if (address.kind === 'tcp') return listenAt(server, address);
  const [root, name] = collectorFolder();
  if (address.path.startsWith(`${root}/${name}/`)) {
    const folder = await makePrivateFolder([root, name]);
    if (!folder.ok) return folder;
  }
  if (await answers(address.path))
    return fail('collector-exists', `another collector listens at ${formatCollectorAddress(address)} already`);
  // A socket file that nobody listens at was left behind by a collector that was killed; any other file is somebody's.
  if (await isStale(address.path)) await rm(address.path, { force: true });
  return listenAt(server, address);
};

const listenAt = (server: Server, address: CollectorAddress): Promise<Result<CollectorAddress>> =>
  new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const path = address.kind === 'unix' ? address.path : undefined;
      void listenProblem(formatCollectorAddress(address), path, error).then((problem) =>
        resolve({ ok: false, problem }),
      );
    });
    const options = address.kind === 'unix' ? { path: address.path } : { port: address.port, host: address.host };
    server.listen(options, () => {
      const bound = server.address();
      resolve(
        ok(address.kind === 'tcp' && typeof bound === 'object' && bound ? { ...address, port: bound.port } : address),
      );
    });
  });

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
