import { domainRule, passwordRule, publicKeyRule, routingIdRule, secretKeyRule, usernameRule } from './field-rules.ts';
import type { OptionInfo } from './options.ts';
import { type SocketType, socketTypes } from './socket-type.ts';
import type { NumberRule, Unit } from './value-rule.ts';

/**
 * Data: names and types as zeromq.js 6.8.0 defines them; ranges and defaults as libzmq 4.3.5 answered when each was set and
 * read on every socket type (or, for options that can only be written, as zmq_setsockopt(3) has them). `live` follows
 * libzmq's source: what the socket consults at each send, receive or close is live, and so are the marks, which it hands on
 * to its pipes; what a session or an engine copied when the connection was made is not.
 */
const maxInt32 = 2_147_483_647;
const integer = (min: number, max: number, unit: Unit): NumberRule => ({ kind: 'integer', min, max, unit });
const milliseconds = (min: number): NumberRule => integer(min, 86_400_000, 'ms');
const boolean = { kind: 'boolean' } as const;
const all: readonly SocketType[] = socketTypes;
const sending: readonly SocketType[] = socketTypes.filter((type) => type !== 'sub' && type !== 'pull');
const receiving: readonly SocketType[] = socketTypes.filter((type) => type !== 'pub' && type !== 'push');

const queues: readonly OptionInfo[] = [
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
    explanation: 'Keeps only the newest message and forgets the rest; it breaks messages of several parts.',
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

const rules: readonly OptionInfo[] = [
  {
    name: 'linger',
    libzmqName: 'ZMQ_LINGER',
    rule: milliseconds(-1),
    libzmqDefault: -1,
    types: all,
    live: true,
    explanation: 'How long a closed socket goes on sending what waits; 0 throws it away at once, -1 waits for ever.',
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

const times: readonly OptionInfo[] = [
  {
    name: 'sendTimeout',
    libzmqName: 'ZMQ_SNDTIMEO',
    rule: milliseconds(-1),
    libzmqDefault: -1,
    types: sending,
    live: true,
    explanation: 'How long sending waits for room; 0 gives up at once, -1 waits for ever.',
  },
  {
    name: 'receiveTimeout',
    libzmqName: 'ZMQ_RCVTIMEO',
    rule: milliseconds(-1),
    libzmqDefault: -1,
    types: receiving,
    live: true,
    explanation: 'How long receiving waits for a message; 0 gives up at once, -1 waits for ever.',
  },
  {
    name: 'reconnectInterval',
    libzmqName: 'ZMQ_RECONNECT_IVL',
    rule: milliseconds(-1),
    libzmqDefault: 100,
    types: all,
    live: false,
    explanation: 'How long a connecting socket waits before it tries again; -1 never tries again.',
  },
  {
    name: 'reconnectMaxInterval',
    libzmqName: 'ZMQ_RECONNECT_IVL_MAX',
    rule: milliseconds(0),
    libzmqDefault: 0,
    types: all,
    live: false,
    explanation: 'The wait before each new attempt doubles up to this; 0 keeps it the same.',
  },
  {
    name: 'connectTimeout',
    libzmqName: 'ZMQ_CONNECT_TIMEOUT',
    rule: milliseconds(0),
    libzmqDefault: 0,
    types: all,
    live: false,
    explanation: 'How long one attempt to connect may take; 0 leaves it to the system.',
  },
  {
    name: 'handshakeInterval',
    libzmqName: 'ZMQ_HANDSHAKE_IVL',
    rule: milliseconds(0),
    libzmqDefault: 30_000,
    types: all,
    live: false,
    explanation: 'A connection that has not said what it is by then is closed; 0 is no limit.',
  },
  {
    name: 'heartbeatInterval',
    libzmqName: 'ZMQ_HEARTBEAT_IVL',
    rule: milliseconds(0),
    libzmqDefault: 0,
    types: all,
    live: false,
    explanation: 'How often a ping is sent, so that a dead peer is noticed; 0 sends none.',
  },
  {
    name: 'heartbeatTimeToLive',
    libzmqName: 'ZMQ_HEARTBEAT_TTL',
    // Sent in tenths of a second in 16 bits (RFC 37); libzmq 4.3.5 takes 6,553,599 and refuses one more.
    rule: integer(0, 6_553_599, 'ms'),
    libzmqDefault: 0,
    types: all,
    live: false,
    explanation: 'The other side drops the connection when it hears nothing for so long; steps of 100 ms.',
  },
  {
    name: 'heartbeatTimeout',
    libzmqName: 'ZMQ_HEARTBEAT_TIMEOUT',
    rule: milliseconds(0),
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'How long this side waits for anything after a ping; not set, it is the interval between pings.',
  },
];

const connections: readonly OptionInfo[] = [
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

const security: readonly OptionInfo[] = [
  {
    name: 'plainServer',
    libzmqName: 'ZMQ_PLAIN_SERVER',
    rule: boolean,
    libzmqDefault: false,
    types: all,
    live: false,
    explanation: 'Asks each peer for a user name and a password, which are sent in the clear.',
  },
  {
    name: 'plainUsername',
    libzmqName: 'ZMQ_PLAIN_USERNAME',
    rule: usernameRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The user name that this socket gives to a PLAIN server.',
  },
  {
    name: 'plainPassword',
    libzmqName: 'ZMQ_PLAIN_PASSWORD',
    rule: passwordRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The password that this socket gives to a PLAIN server.',
  },
  {
    name: 'curveServer',
    libzmqName: 'ZMQ_CURVE_SERVER',
    rule: boolean,
    libzmqDefault: false,
    types: all,
    live: false,
    explanation: 'Encrypts with CURVE and lets in only peers that know the public key of this socket.',
  },
  {
    name: 'curvePublicKey',
    libzmqName: 'ZMQ_CURVE_PUBLICKEY',
    rule: publicKeyRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The public half of the key of this socket, which a client needs.',
  },
  {
    name: 'curveSecretKey',
    libzmqName: 'ZMQ_CURVE_SECRETKEY',
    rule: secretKeyRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The secret half of the key of this socket.',
  },
  {
    name: 'curveServerKey',
    libzmqName: 'ZMQ_CURVE_SERVERKEY',
    rule: publicKeyRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The public key of the server that this client expects to find.',
  },
  {
    name: 'zapDomain',
    libzmqName: 'ZMQ_ZAP_DOMAIN',
    rule: domainRule,
    libzmqDefault: undefined,
    types: all,
    live: false,
    explanation: 'The name under which the authentication handler is asked about peers of this socket.',
  },
];

export const optionList: readonly OptionInfo[] = [...queues, ...rules, ...times, ...connections, ...security];
