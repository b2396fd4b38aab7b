import { fail, ok, type Result } from '../../shared/result.ts';

/** A tcp or ipc endpoint in ZeroMQ's notation, taken apart. */
export type Endpoint =
  | { readonly transport: 'tcp'; readonly host: string; readonly port: number }
  | { readonly transport: 'ipc'; readonly path: string };

/** `sun_path` is 108 bytes with its closing zero; libzmq answers a longer one with a misleading EAGAIN. */
const maxIpcPathBytes = 107;
const maxPort = 65_535;

/**
 * Reads `tcp://HOST:PORT` or `ipc://PATH`. For `listen` the port may be 0 or `*` (one is chosen), the host may be `*`
 * (all interfaces) and the path may be `*` (a temporary one, chosen by `listenOn`). `path` names the option or field that is checked.
 */
export function parseEndpoint(text: string, use: 'listen' | 'forward', path: string): Result<Endpoint> {
  const [, transport, rest = ''] = /^([a-z]+):\/\/(.+)$/.exec(text) ?? [];
  if (transport === 'tcp') return parseTcp(text, rest, use, path);
  if (transport === 'ipc') return parseIpc(text, rest, use, path);
  return invalid(path, 'an endpoint such as tcp://127.0.0.1:5555 or ipc:///tmp/feed', text);
}

export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.transport === 'ipc') return `ipc://${endpoint.path}`;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `tcp://${host}:${endpoint.port}`;
}

/** Whoever forwards to where it listens connects to itself, again and again, until no descriptor is left. */
export function isOneEndpoint(listen: Endpoint, forward: Endpoint): boolean {
  if (listen.transport === 'ipc') return forward.transport === 'ipc' && listen.path === forward.path;
  if (forward.transport === 'ipc' || listen.port !== forward.port) return false;
  const [own, other] = [loopback(listen.host), loopback(forward.host)];
  return own === other || (anyHosts.includes(own) && other === 'localhost');
}

const anyHosts = ['0.0.0.0', '::'];
const loopback = (host: string): string => (host === '127.0.0.1' || host === '::1' ? 'localhost' : host);

function parseTcp(text: string, rest: string, use: 'listen' | 'forward', path: string): Result<Endpoint> {
  const [, bracketed, plain, portText = ''] =
    /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:[\]/]+)):(\d{1,9}|\*)$/.exec(rest) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return invalid(path, 'tcp://HOST:PORT', text);
  const port = portText === '*' ? 0 : Number(portText);
  if (port > maxPort) return invalid(path, `a port of at most ${maxPort}`, text);
  if (use === 'listen') return ok({ transport: 'tcp', host: host === '*' ? '0.0.0.0' : host, port });
  if (port === 0 || host === '*') return invalid(path, 'a host and a port that a program listens on', text);
  return ok({ transport: 'tcp', host, port });
}

function parseIpc(text: string, rest: string, use: 'listen' | 'forward', path: string): Result<Endpoint> {
  if (rest.includes('\0') || (rest === '*' && use === 'forward'))
    return invalid(path, 'the path of a socket file', text);
  // To libzmq an abstract name. Node 20 fills such names up with zeros, and so reaches no other program.
  if (rest.startsWith('@')) return invalid(path, 'the path of a socket file, not an abstract name', text);
  const bytes = Buffer.byteLength(rest);
  if (bytes > maxIpcPathBytes)
    return invalid(path, `an ipc path of at most ${maxIpcPathBytes} bytes`, `${bytes} bytes`);
  return ok({ transport: 'ipc', path: rest });
}

function invalid(path: string, expected: string, found: string): Result<Endpoint> {
  return fail('invalid-endpoint', `${path}: expected ${expected}, found ${JSON.stringify(found)}`, path);
}
