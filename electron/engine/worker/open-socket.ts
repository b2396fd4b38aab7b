import * as zmq from 'zeromq';
import type { OptionValue } from '../../../shared/scenario/scenario.ts';
import type { SocketType } from '../../../shared/scenario/socket-type.ts';

/** What the loops need of a zeromq.js socket, whatever its type. */
export interface LabSocket extends zmq.Socket {
  send(message: Buffer | Buffer[]): Promise<void>;
  receive(): Promise<Buffer[]>;
  subscribe(...prefixes: string[]): void;
  sendTimeout: number;
  receiveTimeout: number;
  linger: number;
  sendHighWaterMark: number;
  receiveHighWaterMark: number;
}

const constructors = {
  pub: zmq.Publisher,
  sub: zmq.Subscriber,
  xpub: zmq.XPublisher,
  xsub: zmq.XSubscriber,
  push: zmq.Push,
  pull: zmq.Pull,
  req: zmq.Request,
  rep: zmq.Reply,
  dealer: zmq.Dealer,
  router: zmq.Router,
  pair: zmq.Pair,
} as const satisfies Record<SocketType, unknown>;

const canReceive = new Set<SocketType>(['sub', 'xpub', 'xsub', 'pull', 'req', 'rep', 'dealer', 'router', 'pair']);

export const socketReceives = (type: SocketType): boolean => canReceive.has(type);

/** How long a pending send or receive waits before its loop looks at the run's phase again. */
export const wakeMs = 200;

/**
 * Creates a socket with a scenario's options. libzmq's own defaults stay for the rest; linger is spelled out, since
 * zeromq.js lets the context change its default.
 */
export function openSocket(type: SocketType, options: Readonly<Record<string, OptionValue>>): LabSocket {
  const Constructor = constructors[type] as unknown as new (options: object) => LabSocket;
  const { sendTimeout: _ours, receiveTimeout: _alsoOurs, ...rest } = options;
  return new Constructor({ linger: -1, ...rest });
}
