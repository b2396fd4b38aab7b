import type { Problem } from '../result.ts';
import { dangling, refusal } from './refusal.ts';
import {
  type FaultName,
  type LinkFault,
  type LinkSpec,
  linkFaults,
  type Scenario,
  type SocketFault,
  type SocketSpec,
  socketFaults,
  type Transport,
} from './scenario.ts';

/** A fault in words. */
interface FaultWords {
  /** What to press. */
  readonly label: string;
  /** What it does, in one sentence. */
  readonly does: string;
  /** What was done, for the time axis. */
  readonly done: string;
}

/** So many connections make a flood. */
export const floodConnections = 300;

export const faultWords: Readonly<Record<FaultName, FaultWords>> = {
  reset: {
    label: 'Reset the connection',
    does: 'The relay ends it with RST at both ends: what is on the wire is lost, and ZeroMQ connects again.',
    done: 'reset',
  },
  'steal-path': {
    label: 'Steal the ipc path',
    does: 'Another program binds the same path, as a second start does. The bind succeeds, and nobody is told.',
    done: 'ipc path stolen',
  },
  'take-port': {
    label: 'Take the port',
    does: 'Another program listens on the port before the socket binds it again: that bind fails with EADDRINUSE.',
    done: 'port taken',
  },
  http: {
    label: 'Send it HTTP',
    does: 'A program that takes it for a web server connects and sends a GET.',
    done: 'HTTP sent',
  },
  junk: {
    label: 'Send it junk',
    does: 'A program connects and sends 256 bytes that are no ZMTP greeting.',
    done: 'junk sent',
  },
  silent: {
    label: 'Connect and stay silent',
    does: 'A program connects and sends no greeting; libzmq waits for it as long as the handshake interval says.',
    done: 'silent client',
  },
  flood: {
    label: 'Flood it with connections',
    does: `${floodConnections} connections come and stay, and send nothing: each takes a descriptor of the process.`,
    done: 'flooded',
  },
  'exhaust-sockets': {
    label: 'Exhaust its context',
    does: 'Its thread opens sockets until libzmq refuses with EMFILE: its context has no socket left.',
    done: 'context exhausted',
  },
};

/** The transports whose links a fault can happen to. */
const faultTransports: Readonly<Record<LinkFault, readonly Transport[]>> = {
  reset: ['tcp', 'ipc'],
  'steal-path': ['ipc'],
  'take-port': ['tcp'],
};

/** The faults that can happen to a link at all; none over inproc, where nothing can come between the two ends. */
export const linkFaultsOf = ({ transport }: Pick<LinkSpec, 'transport'>): readonly LinkFault[] =>
  linkFaults.filter((fault) => faultTransports[fault].includes(transport));

/** The faults that can happen to a socket at all: strangers need an endpoint of tcp or ipc that it binds. */
export const socketFaultsOf = (
  { links }: Pick<Scenario, 'links'>,
  { id, bind }: Pick<SocketSpec, 'id' | 'bind'>,
): readonly SocketFault[] =>
  bind.some((endpoint) => !endpoint.startsWith('inproc:')) ||
  links.some((link) => link.transport !== 'inproc' && binderOf(link) === id)
    ? socketFaults
    : ['exhaust-sockets'];

/** The id of the socket that binds a link's endpoint. */
export const binderOf = ({ bind, from, to }: LinkSpec): string => (bind === 'from' ? from : to);

const isLinkFault = (fault: FaultName): fault is LinkFault => linkFaults.some((name) => name === fault);

/** Whether a fault can happen to what it names; `place` is the path that a refusal begins with. */
export const checkFault = (
  { links, sockets }: Pick<Scenario, 'links' | 'sockets'>,
  fault: FaultName,
  on: string,
  place: string,
): Problem | undefined => {
  const toLink = isLinkFault(fault);
  const names = (toLink ? links : sockets).map(({ id }) => id);
  if (!names.includes(on)) return dangling(place, `the id of a ${toLink ? 'link' : 'socket'}`, on, names);
  const transport = links.find(({ id }) => id === on)?.transport;
  if (!toLink || transport === undefined || faultTransports[fault].includes(transport)) return undefined;
  const expected = faultTransports[fault].join(' or ');
  return refusal(place, `${expected.startsWith('ipc') ? 'an' : 'a'} ${expected} link`, `one over ${transport}`);
};
