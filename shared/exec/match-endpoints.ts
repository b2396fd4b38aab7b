import { normalAddress } from '../kernel/hex-address.ts';
import type { Transport } from '../scenario/scenario.ts';

/** An endpoint of a counted socket, and where it counts: inproc names hold within one context of one process. */
export interface PlacedEndpoint {
  readonly endpoint: string;
  readonly pid: number;
  readonly context: string;
}

export const transportOf = (endpoint: string): Transport | 'other' => {
  const scheme = /^(tcp|ipc|inproc):\/\//.exec(endpoint)?.[1];
  return scheme === 'tcp' || scheme === 'ipc' || scheme === 'inproc' ? scheme : 'other';
};

/**
 * Whether a connect to `connected` reaches the socket that is bound at `bound`. `localHosts` are the names and addresses of this machine: a wildcard
 * bind is reached through any of them.
 */
export function reaches(connected: PlacedEndpoint, bound: PlacedEndpoint, localHosts: ReadonlySet<string>): boolean {
  const transport = transportOf(connected.endpoint);
  if (transport !== transportOf(bound.endpoint)) return false;
  if (transport === 'tcp') return reachesTcp(connected.endpoint, bound.endpoint, localHosts);
  if (connected.endpoint !== bound.endpoint) return false;
  return transport !== 'inproc' || (connected.pid === bound.pid && connected.context === bound.context);
}

const reachesTcp = (connected: string, bound: string, localHosts: ReadonlySet<string>): boolean => {
  const [to, at] = [hostAndPort(connected), hostAndPort(bound)];
  if (to === undefined || at === undefined || to.port !== at.port) return false;
  const isLocal = isLoopback(to.host) || localHosts.has(to.host);
  if (wildcards.has(at.host)) return isLocal || wildcards.has(to.host);
  if (to.host === 'localhost') return isLoopback(at.host);
  // A host name is resolved by libzmq later, out of sight: this machine's own name may be any of its addresses.
  const isName = !/^[\d.]+$|:/.test(to.host);
  return to.host === at.host || (isName && localHosts.has(to.host) && localHosts.has(at.host));
};

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::', '*']);

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** `tcp://SOURCE;HOST:PORT` names the own side first (zmq_tcp(7)). */
const hostAndPort = (endpoint: string): { readonly host: string; readonly port: string } | undefined => {
  const parts = /^tcp:\/\/(?:[^;]*;)?(.+):(\d{1,5})$/.exec(endpoint);
  return parts === null ? undefined : { host: normalAddress(parts[1] ?? ''), port: parts[2] ?? '' };
};
