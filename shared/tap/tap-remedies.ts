import type { FindingCode } from '../report/finding.ts';

/** What helps, where the programs at both ends are not ours to change: advice in a sentence each. */
export const tapRemedies: Partial<Readonly<Record<FindingCode, readonly string[]>>> = {
  'transport-failure': [
    'Start the program behind the tap, or correct the address that the tap forwards to; clients connect again by themselves.',
  ],
  'not-zmtp': ['Let this client use the port that speaks its protocol, and keep the ZeroMQ port out of its reach.'],
  'type-mismatch': [
    'Give one side the type that fits the other: pub-sub, push-pull, req-rep, dealer-router or pair-pair.',
  ],
  'security-mismatch': ['Set the same mechanism (NULL, PLAIN or CURVE) and its credentials on both sides.'],
  'curve-rejected': [
    "Compare the client's server key with the server's public key, and see whether the server's ZAP handler knows the client.",
  ],
  'peer-lost': ['Give every client a routing id of its own, and every PAIR a partner of its own.'],
  'slow-consumer': [
    'Give the consumer less work per message, move the work to another thread, or share it among several consumers.',
    'Larger high-water marks only postpone the loss or the wait; they do not cure it.',
  ],
  'sender-overloaded': [
    'Let the sender slow down, or its consumer read faster: a PUB drops what its send high-water mark does not hold.',
  ],
  'no-subscriber': [
    'Subscribe: a SUB without a subscription receives nothing. The empty prefix stands for everything.',
  ],
  'version-risk': ['Upgrade that program to libzmq 4, or to JeroMQ 0.4 or newer.'],
};
