import { count } from '../diagnosis/figure-words.ts';
import type { DoctorCheck } from './doctor-report.ts';

/** The ports that the kernel gives to connecting sockets, and what uses them. */
export interface LocalPortFacts {
  /** Lowest and highest (net.ipv4.ip_local_port_range); undefined where it cannot be read. */
  readonly range: readonly [lowest: number, highest: number] | undefined;
  /** Ports and ranges that are left out, as `40004,41000-41010` (net.ipv4.ip_local_reserved_ports). */
  readonly reserved: string;
  /** Sockets that are connected to themselves. */
  readonly selfConnected: readonly { readonly who: string; readonly address: string }[];
  /** Addresses at which one was and no longer is; the kernel remembers for a minute. */
  readonly selfClosed: readonly string[];
  /** Programs with ZeroMQ that listen on tcp. */
  readonly listeners: readonly { readonly who: string; readonly endpoint: string }[];
}

const id = 'local-ports';
const shownPorts = 5;

/**
 * A socket that connects again and again to a port of its own machine where nobody listens may be given that very port: then
 * it is connected to itself. libzmq up to 4.3.5 either talks to itself from then on (dealer, pair) or never connects again.
 */
export const checkLocalPorts = ({
  range,
  reserved,
  selfConnected,
  selfClosed,
  listeners,
}: LocalPortFacts): DoctorCheck => {
  const [self] = selfConnected;
  if (self !== undefined) {
    return {
      id,
      status: 'failing',
      sentence: `${self.who} is connected to itself at ${self.address}: it got the port that it was looking for, and nobody else can bind it`,
      evidence: selfConnected.map(({ who, address }) => `${who}: ${address} to ${address}`),
      remedy: `Restart it once its peer listens, and keep the port out of the range: ${reserve(portOf(self.address))}`,
    };
  }
  const [closed] = selfClosed;
  if (closed !== undefined) {
    return {
      id,
      status: 'warning',
      sentence: `within the last minute a socket was connected to itself at ${closed}; libzmq up to 4.3.5 never connects such a socket again`,
      evidence: selfClosed.map((address) => `${address} to ${address}, closed (time-wait)`),
      remedy: `Restart the program that connects to ${closed} once its peer listens, and keep the port out of the range: ${reserve(portOf(closed))}`,
    };
  }
  if (range === undefined) {
    return {
      id,
      status: 'unknown',
      sentence: 'the ports that are given to connecting sockets cannot be read here',
      evidence: [],
      remedy: null,
    };
  }
  const [lowest, highest] = range;
  const isReserved = reservedPorts(reserved);
  const exposed = listeners.filter(({ endpoint }) => {
    const port = portOf(endpoint);
    return port >= lowest && port <= highest && !isReserved(port);
  });
  const ports = [...new Set(exposed.map(({ endpoint }) => portOf(endpoint)))];
  return {
    id,
    status: 'ok',
    sentence: 'no socket is connected to itself',
    evidence: [
      `connecting sockets are given ports from ${lowest} to ${highest} (net.ipv4.ip_local_port_range)`,
      ...exposed.slice(0, shownPorts).map(({ who, endpoint }) => `${who} listens at ${endpoint}, which is one of them`),
      ...(exposed.length > shownPorts ? [`and ${count(exposed.length - shownPorts)} more`] : []),
    ],
    remedy:
      ports.length > 0
        ? `While such a program is away, one on this machine that connects to it can get its port, and be connected to itself for good. For a port that stays the same, choose one below ${lowest}, or reserve it: ${reserve(...ports.slice(0, shownPorts))}`
        : null,
  };
};

const reserve = (...ports: readonly number[]): string => `sysctl net.ipv4.ip_local_reserved_ports=${ports.join(',')}`;

const portOf = (endpoint: string): number => Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));

const reservedPorts = (text: string): ((port: number) => boolean) => {
  const ranges = text
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .map((part) => part.split('-').map(Number));
  return (port) => ranges.some(([first = 0, last = first]) => port >= first && port <= last);
};
