import type { OptionInfo } from '../options.ts';
import { all, boolean, integer, receiving, sending } from './option-rules.ts';

/** What waits, and how much of it. */
export const queueOptions: readonly OptionInfo[] = [
  {
    name: 'sendHighWaterMark',
    libzmqName: 'ZMQ_SNDHWM',
    rule: integer(0, 10_000_000, 'messages'),
    libzmqDefault: 1000,
    types: sending,
    live: true,
    explanation: 'How many messages may wait here for each peer before the socket blocks or drops; 0 is no limit.',
  },
  {
    name: 'receiveHighWaterMark',
    libzmqName: 'ZMQ_RCVHWM',
    rule: integer(0, 10_000_000, 'messages'),
    libzmqDefault: 1000,
    types: receiving,
    live: true,
    explanation:
      'How many messages from each peer may wait here before the socket stops reading from it; 0 is no limit.',
  },
  {
    name: 'sendBufferSize',
    libzmqName: 'ZMQ_SNDBUF',
    rule: integer(-1, 1_073_741_824, 'bytes'),
    libzmqDefault: -1,
    types: sending,
    live: false,
    explanation: "The kernel's send buffer for each connection; -1 leaves it to the system, which may hold megabytes.",
  },
  {
    name: 'receiveBufferSize',
    libzmqName: 'ZMQ_RCVBUF',
    rule: integer(-1, 1_073_741_824, 'bytes'),
    libzmqDefault: -1,
    types: receiving,
    live: false,
    explanation:
      "The kernel's receive buffer for each connection; -1 leaves it to the system, which may hold megabytes.",
  },
  {
    name: 'conflate',
    libzmqName: 'ZMQ_CONFLATE',
    rule: boolean,
    libzmqDefault: false,
    types: ['pub', 'sub', 'push', 'pull', 'dealer'],
    live: false,
    explanation:
      'Keeps only the newest message and forgets the rest; messages of several parts make libzmq abort the process.',
  },
  {
    name: 'maxMessageSize',
    libzmqName: 'ZMQ_MAXMSGSIZE',
    rule: integer(-1, Number.MAX_SAFE_INTEGER, 'bytes'),
    libzmqDefault: -1,
    types: all,
    live: false,
    explanation: 'A peer that sends a larger message is disconnected and the message is lost; -1 is no limit.',
  },
];
