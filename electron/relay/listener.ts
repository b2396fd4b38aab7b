import { lstat, unlink } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '../../shared/result.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { listenProblem } from './listen-problem.ts';
import { acceptEnd, openEnd, streamBuffer, type WireEnd } from './wire-end.ts';

export interface Listening {
  readonly server: Server;
  readonly endpoint: Endpoint;
}

/** Listens at `endpoint`; an ipc file that a dead program left behind is removed first. Accepted sockets are paused. */
export async function listenOn(endpoint: Endpoint, onClient: (client: WireEnd) => void): Promise<Result<Listening>> {
  const wanted = endpoint.transport === 'ipc' && endpoint.path === '*' ? temporaryIpc() : endpoint;
  const first = await tryListen(wanted, onClient);
  if (first.ok || wanted.transport !== 'ipc' || first.problem.code !== 'address-in-use') return first;
  if (!(await isStale(wanted.path))) return first;
  await unlink(wanted.path).catch(() => undefined);
  return tryListen(wanted, onClient);
}

/** Opens a socket to `endpoint`; the caller listens to `connect` and `error`. */
export function openTo(endpoint: Endpoint): WireEnd {
  if (endpoint.transport === 'ipc') return openEnd({ path: endpoint.path });
  return openEnd({ host: endpoint.host, port: endpoint.port, noDelay: true });
}

let temporaryCount = 0;
function temporaryIpc(): Endpoint {
  temporaryCount += 1;
  return {
    transport: 'ipc',
    path: join(tmpdir(), `highwater-${process.pid}-${temporaryCount}-${Date.now().toString(36)}.sock`),
  };
}

function tryListen(endpoint: Endpoint, onClient: (client: WireEnd) => void): Promise<Result<Listening>> {
  return new Promise((resolve) => {
    const server = createServer({ ...streamBuffer, pauseOnConnect: true, noDelay: true }, (socket) =>
      onClient(acceptEnd(socket)),
    );
    server.once('error', (error) => {
      void listenProblem(formatEndpoint(endpoint), pathOf(endpoint), error).then((problem) =>
        resolve({ ok: false, problem }),
      );
    });
    const listening = (): void => resolve(ok({ server, endpoint: actualEndpoint(endpoint, server) }));
    if (endpoint.transport === 'ipc') server.listen({ path: endpoint.path }, listening);
    else server.listen({ host: endpoint.host, port: endpoint.port }, listening);
  });
}

const pathOf = (endpoint: Endpoint): string | undefined => (endpoint.transport === 'ipc' ? endpoint.path : undefined);

function actualEndpoint(endpoint: Endpoint, server: Server): Endpoint {
  if (endpoint.transport === 'ipc') return endpoint;
  return { ...endpoint, port: (server.address() as AddressInfo).port };
}

/** True when the file is a socket that nobody answers at. (Connecting to a plain file is refused, too.) */
export async function isStale(path: string): Promise<boolean> {
  const status = await lstat(path).catch(() => undefined);
  return status?.isSocket() === true && (await refusesConnections(path));
}

function refusesConnections(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path });
    probe.once('close', () => resolve(false));
    probe.once('connect', () => probe.destroy());
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
