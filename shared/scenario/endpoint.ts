import { byteLength } from './byte-length.ts';
import { quote } from './refusal.ts';
import type { Transport } from './scenario.ts';

/** Where an endpoint stands: only a socket that binds may leave host or port to the system. */
export type EndpointUse = 'bind' | 'connect' | 'link';

export interface EndpointFault {
  readonly expected: string;
  readonly found: string;
}

/** The kernel's sun_path has 108 bytes with its closing zero; libzmq's own message for a longer one misleads. */
const maxIpcBytes = 107;
const maxInprocBytes = 255;

export const transportOf = (endpoint: string): Transport | undefined => {
  const scheme = /^([a-z]+):\/\//.exec(endpoint)?.[1];
  return scheme === 'tcp' || scheme === 'ipc' || scheme === 'inproc' ? scheme : undefined;
};

/** What is wrong with a literal endpoint; undefined when libzmq can take it (zmq_tcp(7), zmq_ipc(7), zmq_inproc(7)). */
export const findEndpointFault = (endpoint: string, use: EndpointUse): EndpointFault | undefined => {
  const transport = transportOf(endpoint);
  if (transport === undefined)
    return { expected: 'an endpoint that begins with tcp://, ipc:// or inproc://', found: quote(endpoint) };
  if (/[\s\p{Cc}]/u.test(endpoint) && transport !== 'ipc')
    return { expected: 'an endpoint without spaces', found: quote(endpoint) };
  const address = endpoint.slice(transport.length + 3);
  if (transport === 'tcp') return findTcpFault(endpoint, address, use);
  return findNameFault(transport, address, use);
};

const findTcpFault = (endpoint: string, address: string, use: EndpointUse): EndpointFault | undefined => {
  const parts = /^(?<host>\*|\[[0-9A-Fa-f:.%*\w]+\]|[A-Za-z0-9_.-]+):(?<port>\*|\d+)$/.exec(address)?.groups;
  if (parts === undefined) return { expected: 'an endpoint like tcp://127.0.0.1:5555', found: quote(endpoint) };
  const { host, port } = parts;
  if (use !== 'bind' && host === '*') return { expected: 'a host that can be connected to', found: quote(endpoint) };
  if (port === '*') return use === 'bind' ? undefined : { expected: 'a port from 1 to 65535', found: quote(endpoint) };
  // libzmq takes a larger number and wraps it round, modulo 65536.
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? undefined : { expected: 'a port from 1 to 65535', found: quote(endpoint) };
};

const findNameFault = (transport: 'ipc' | 'inproc', name: string, use: EndpointUse): EndpointFault | undefined => {
  if (name === '') return { expected: `a name after ${transport}://`, found: 'nothing' };
  if (name.includes('\u0000')) return { expected: 'a name without zero bytes', found: quote(name) };
  if (transport === 'ipc' && name === '*' && use !== 'bind')
    return { expected: 'a path that can be connected to', found: '"ipc://*"' };
  const most = transport === 'ipc' ? maxIpcBytes : maxInprocBytes;
  const bytes = byteLength(name);
  const what = transport === 'ipc' ? 'path' : 'name';
  return bytes > most
    ? {
        expected: `${transport === 'ipc' ? 'a path' : 'a name'} of at most ${most} bytes`,
        found: `a ${what} of ${bytes} bytes`,
      }
    : undefined;
};
