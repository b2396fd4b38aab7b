import * as zmq from 'zeromq';

/** What the bench asks of a thread: one end of a bare zeromq.js loop, until it is told to stop. */
export interface BareOrder {
  readonly kind: 'bare';
  readonly type: 'push' | 'pull' | 'xpub' | 'sub';
  readonly endpoint: string;
  readonly bytes: number;
  /** [0] 1 = stop, [1] messages so far, [2] 1 = the socket is closed. */
  readonly cells: SharedArrayBuffer;
}

const constructors = { push: zmq.Push, pull: zmq.Pull, xpub: zmq.XPublisher, sub: zmq.Subscriber } as const;

/** `await send` of one constant buffer, or `await receive`, and a counter: the least that a program can do. */
export async function runBare({ type, endpoint, bytes, cells }: BareOrder): Promise<void> {
  const shared = new Float64Array(cells);
  const sends = type === 'push' || type === 'xpub';
  const timeout = sends ? { sendTimeout: 200 } : { receiveTimeout: 200 };
  const noDrop = type === 'xpub' ? { noDrop: true } : {};
  const socket = new constructors[type]({ linger: 0, ...timeout, ...noDrop } as object);
  if (socket instanceof zmq.Subscriber) socket.subscribe();
  if (sends) await socket.bind(endpoint);
  else socket.connect(endpoint);
  if (socket instanceof zmq.Push || socket instanceof zmq.XPublisher)
    await sendAll(socket, Buffer.alloc(bytes), shared);
  else if (socket instanceof zmq.Pull || socket instanceof zmq.Subscriber) await receiveAll(socket, shared);
  socket.close();
  shared[2] = 1;
}

async function sendAll(socket: zmq.Push | zmq.XPublisher, message: Buffer, shared: Float64Array): Promise<void> {
  while (shared[0] === 0) {
    try {
      await socket.send(message);
      shared[1] = (shared[1] ?? 0) + 1;
    } catch {
      // A full queue: PUSH has waited for its time limit, XPUB with noDrop refuses at once and cannot be awaited.
      if (socket instanceof zmq.XPublisher) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

async function receiveAll(socket: zmq.Pull | zmq.Subscriber, shared: Float64Array): Promise<void> {
  while (shared[0] === 0) {
    try {
      await socket.receive();
      shared[1] = (shared[1] ?? 0) + 1;
    } catch {
      // Nothing came in time: look whether to stop.
    }
  }
}
