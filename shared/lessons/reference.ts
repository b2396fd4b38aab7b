/** A document of libzmq, of its protocols or of its guide that says the rule; the desktop's window opens these and no others. */
export interface Reference {
  readonly title: string;
  readonly url: string;
}

export const references = {
  socket: { title: 'zmq_socket(3)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_socket.html' },
  setsockopt: { title: 'zmq_setsockopt(3)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_setsockopt.html' },
  getsockopt: { title: 'zmq_getsockopt(3)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_getsockopt.html' },
  monitor: { title: 'zmq_socket_monitor(3)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_socket_monitor.html' },
  inproc: { title: 'zmq_inproc(7)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_inproc.html' },
  ipc: { title: 'zmq_ipc(7)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_ipc.html' },
  tcp: { title: 'zmq_tcp(7)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_tcp.html' },
  curve: { title: 'zmq_curve(7)', url: 'https://libzmq.readthedocs.io/en/latest/zmq_curve.html' },
  requestReply: { title: 'RFC 28, request-reply', url: 'https://rfc.zeromq.org/spec/28/' },
  publishSubscribe: { title: 'RFC 29, publish-subscribe', url: 'https://rfc.zeromq.org/spec/29/' },
  pipeline: { title: 'RFC 30, pipeline', url: 'https://rfc.zeromq.org/spec/30/' },
  zmtp: { title: 'RFC 37, ZMTP 3.1', url: 'https://rfc.zeromq.org/spec/37/' },
  guideBasics: { title: 'The Guide, chapter 1: Basics', url: 'https://zguide.zeromq.org/docs/chapter1/' },
  guidePatterns: {
    title: 'The Guide, chapter 2: Sockets and Patterns',
    url: 'https://zguide.zeromq.org/docs/chapter2/',
  },
  guideRouting: {
    title: 'The Guide, chapter 3: Advanced Request-Reply Patterns',
    url: 'https://zguide.zeromq.org/docs/chapter3/',
  },
  guideReliable: {
    title: 'The Guide, chapter 4: Reliable Request-Reply Patterns',
    url: 'https://zguide.zeromq.org/docs/chapter4/',
  },
  guidePubSub: {
    title: 'The Guide, chapter 5: Advanced Pub-Sub Patterns',
    url: 'https://zguide.zeromq.org/docs/chapter5/',
  },
} as const satisfies Readonly<Record<string, Reference>>;
