import type { OptionInfo } from '../options.ts';
import { all, boolean, integer, maxInt32, milliseconds } from './option-rules.ts';

/** Connections and the kernel underneath them. */
export const connectionOptions: readonly OptionInfo[] = [
  {
    name: 'backlog',
    libzmqName: 'ZMQ_BACKLOG',
    rule: integer(0, maxInt32, 'connections'),
    libzmqDefault: 100,
    types: all,
    live: false,
    explanation: 'How many new connections may wait to be accepted.',
  },
  {
    name: 'ipv6',
    libzmqName: 'ZMQ_IPV6',
    rule: boolean,
    libzmqDefault: false,
    types: all,
    live: false,
    explanation: 'Uses IPv6 as well as IPv4.',
  },
  {
    name: 'tcpKeepalive',
    libzmqName: 'ZMQ_TCP_KEEPALIVE',
    rule: integer(-1, 1, 'none'),
    libzmqDefault: -1,
    types: all,
    live: false,
    explanation: 'Whether the kernel probes a quiet connection: 1 yes, 0 no, -1 as the system has it.',
  },
  {
    name: 'tcpKeepaliveCount',
    libzmqName: 'ZMQ_TCP_KEEPALIVE_CNT',
    rule: integer(-1, 127, 'probes'),
    libzmqDefault: -1,
    types: all,
    live: false,
    explanation: 'After so many unanswered probes the connection counts as dead; -1 as the system has it.',
  },
  {
    name: 'tcpKeepaliveIdle',
    libzmqName: 'ZMQ_TCP_KEEPALIVE_IDLE',
    rule: integer(-1, 32_767, 's'),
    libzmqDefault: -1,
    types: all,
    live: false,
    explanation: 'How long a connection must be quiet before the first probe; -1 as the system has it.',
  },
  {
    name: 'tcpKeepaliveInterval',
    libzmqName: 'ZMQ_TCP_KEEPALIVE_INTVL',
    rule: integer(-1, 32_767, 's'),
    libzmqDefault: -1,
    types: all,
    live: false,
    explanation: 'The time between two probes; -1 as the system has it.',
  },
  {
    name: 'tcpMaxRetransmitTimeout',
    libzmqName: 'ZMQ_TCP_MAXRT',
    rule: milliseconds(0),
    libzmqDefault: 0,
    types: all,
    live: false,
    explanation: 'A connection whose data stays unacknowledged for so long is given up; 0 leaves it to the system.',
  },
];
