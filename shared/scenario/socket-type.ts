/** The socket types that Highwater runs, in the words that scenario files, reports and the window use. */
export const socketTypes = [
  'pub',
  'sub',
  'xpub',
  'xsub',
  'push',
  'pull',
  'req',
  'rep',
  'dealer',
  'router',
  'pair',
] as const;

export type SocketType = (typeof socketTypes)[number];

/** What a socket type may talk to (RFC 28 to 31). The pair is symmetric. */
export const compatibleTypes: Readonly<Record<SocketType, readonly SocketType[]>> = {
  pub: ['sub', 'xsub'],
  sub: ['pub', 'xpub'],
  xpub: ['sub', 'xsub'],
  xsub: ['pub', 'xpub'],
  push: ['pull'],
  pull: ['push'],
  req: ['rep', 'router'],
  rep: ['req', 'dealer'],
  dealer: ['rep', 'dealer', 'router'],
  router: ['req', 'dealer', 'router'],
  pair: ['pair'],
};

/** What libzmq does when the queue to a peer is full: `block` waits (or EAGAIN), `drop` discards the newest in silence. */
export type FullQueueRule = 'block' | 'drop' | 'reply';

interface TypeTraits {
  /** Sends messages of its own (a scenario's `produce`). */
  readonly produces: boolean;
  /** Receives messages (a scenario's `consume`). */
  readonly consumes: boolean;
  readonly whenFull: FullQueueRule;
  /** `fan-out`: every peer gets a copy; `round-robin`: one peer gets it; `addressed`: the peer that is named. */
  readonly routing: 'fan-out' | 'round-robin' | 'addressed' | 'none';
}

export const socketTraits: Readonly<Record<SocketType, TypeTraits>> = {
  pub: { produces: true, consumes: false, whenFull: 'drop', routing: 'fan-out' },
  sub: { produces: false, consumes: true, whenFull: 'block', routing: 'none' },
  xpub: { produces: true, consumes: false, whenFull: 'drop', routing: 'fan-out' },
  xsub: { produces: false, consumes: true, whenFull: 'block', routing: 'none' },
  push: { produces: true, consumes: false, whenFull: 'block', routing: 'round-robin' },
  pull: { produces: false, consumes: true, whenFull: 'block', routing: 'none' },
  req: { produces: true, consumes: false, whenFull: 'block', routing: 'round-robin' },
  rep: { produces: false, consumes: true, whenFull: 'reply', routing: 'addressed' },
  dealer: { produces: true, consumes: true, whenFull: 'block', routing: 'round-robin' },
  router: { produces: true, consumes: true, whenFull: 'drop', routing: 'addressed' },
  pair: { produces: true, consumes: true, whenFull: 'block', routing: 'round-robin' },
};
