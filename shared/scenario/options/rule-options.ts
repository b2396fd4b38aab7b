import { routingIdRule } from '../field-rules.ts';
import type { OptionInfo } from '../options.ts';
import { all, boolean, milliseconds } from './option-rules.ts';

/** What becomes of a message that cannot go on, and who may have it. */
export const ruleOptions: readonly OptionInfo[] = [
  {
    name: 'linger',
    libzmqName: 'ZMQ_LINGER',
    rule: milliseconds(-1),
    libzmqDefault: -1,
    types: all,
    live: true,
    explanation:
      'How long a closed socket still sends what waits: 0 not at all, -1 for ever; over ipc a full reader can lose the end all the same.',
  },
  {
    name: 'immediate',
    libzmqName: 'ZMQ_IMMEDIATE',
    rule: boolean,
    libzmqDefault: false,
    types: all,
    live: false,
    explanation:
      'Queues messages only for connections that are complete, so nothing waits for a peer that never comes.',
  },
  {
    name: 'noDrop',
    libzmqName: 'ZMQ_XPUB_NODROP',
    rule: boolean,
    libzmqDefault: false,
    types: ['pub', 'xpub'],
    live: true,
    explanation:
      'A full subscriber makes sending fail instead of losing in silence; one slow subscriber then stops all.',
  },
  {
    name: 'invertMatching',
    libzmqName: 'ZMQ_INVERT_MATCHING',
    rule: boolean,
    libzmqDefault: false,
    types: ['pub', 'sub', 'xpub'],
    live: true,
    explanation: 'Subscriptions say what is not wanted; publisher and subscriber must both have it.',
  },
  {
    name: 'mandatory',
    libzmqName: 'ZMQ_ROUTER_MANDATORY',
    rule: boolean,
    libzmqDefault: false,
    types: ['router'],
    live: true,
    explanation: 'Sending to an unknown or full peer fails or waits instead of losing the message in silence.',
  },
  {
    name: 'handover',
    libzmqName: 'ZMQ_ROUTER_HANDOVER',
    rule: boolean,
    libzmqDefault: false,
    types: ['router'],
    live: true,
    explanation: 'A new peer takes over a routing id that is in use; otherwise the new one is ignored.',
  },
  {
    name: 'probeRouter',
    libzmqName: 'ZMQ_PROBE_ROUTER',
    rule: boolean,
    libzmqDefault: false,
    types: ['req', 'dealer', 'router'],
    live: false,
    explanation: 'Sends an empty message on each new connection, so that a router learns of the peer at once.',
  },
  {
    name: 'correlate',
    libzmqName: 'ZMQ_REQ_CORRELATE',
    rule: boolean,
    libzmqDefault: false,
    types: ['req'],
    live: true,
    explanation: 'Numbers each request, so that a late reply is not taken for the answer to the next one.',
  },
  {
    name: 'relaxed',
    libzmqName: 'ZMQ_REQ_RELAXED',
    rule: boolean,
    libzmqDefault: false,
    types: ['req'],
    live: true,
    explanation: 'Lets a new request go out before the last reply came; without it a lost reply stops the socket.',
  },
  {
    name: 'routingId',
    libzmqName: 'ZMQ_ROUTING_ID',
    rule: routingIdRule,
    libzmqDefault: undefined,
    types: ['req', 'rep', 'dealer', 'router'],
    live: false,
    explanation: 'The name by which a router knows this socket; each peer of one router needs its own.',
  },
];
