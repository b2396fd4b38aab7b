import type { CallAnswer, CallName, CallPayload, HostLink } from '../../shared/contract.ts';
import { fail } from '../../shared/result.ts';
import { type ClientMessage, serverMessage, wireProtocol, wireTokenPrefix } from '../../shared/wire.ts';
import { EventListeners, Listeners } from './listeners.ts';

const firstRetryMs = 250;
const longestRetryMs = 4_000;

type ConnectionState = 'connecting' | 'open' | 'lost';
type Answer = (value: unknown) => void;

/** The parts of the browser's WebSocket that the link uses; a test gives its own. */
export type OpenSocket = (url: string, protocols: string[]) => WebSocket;

const openWebSocket: OpenSocket = (url, protocols) => new WebSocket(url, protocols);

/** The link over a WebSocket. Connects again by itself, with growing pauses; calls that were under way then fail. */
export function socketLink(url: string, token: string, open: OpenSocket = openWebSocket): HostLink {
  return new SocketLink(url, token, open);
}

class SocketLink implements HostLink {
  readonly #events = new EventListeners();
  readonly #frames = new Listeners<[ArrayBuffer, () => void]>();
  readonly #connection = new Listeners<['open' | 'lost']>();
  readonly #pending = new Map<number, Answer>();
  readonly #unsent: string[] = [];
  readonly #connect: () => WebSocket;
  #socket: WebSocket;
  #state: ConnectionState = 'connecting';
  #nextId = 0;
  #retryMs = firstRetryMs;

  constructor(url: string, token: string, open: OpenSocket) {
    this.#connect = () => open(url, [wireProtocol, wireTokenPrefix + token]);
    this.#socket = this.#start();
  }

  call<N extends CallName>(name: N, payload: CallPayload<N>): Promise<CallAnswer<N>> {
    if (this.#state === 'lost') return Promise.resolve(connectionLost as CallAnswer<N>);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      // The host checks and answers by the contract; the name decides the type.
      this.#pending.set(id, (value) => resolve(value as CallAnswer<N>));
      this.#send({ k: 'call', id, name, payload });
    });
  }

  on: HostLink['on'] = (name, listener) => this.#events.add(name, listener);

  onFrame(listener: (frame: ArrayBuffer, acknowledge: () => void) => void): () => void {
    return this.#frames.add(listener);
  }

  onConnection(listener: (state: 'open' | 'lost') => void): () => void {
    if (this.#state !== 'connecting') listener(this.#state);
    return this.#connection.add(listener);
  }

  #start(): WebSocket {
    const socket = this.#connect();
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => this.#opened());
    socket.addEventListener('message', (message) => this.#received(socket, message.data));
    socket.addEventListener('close', () => this.#closed());
    return socket;
  }

  #opened(): void {
    this.#state = 'open';
    this.#retryMs = firstRetryMs;
    for (const text of this.#unsent.splice(0)) this.#socket.send(text);
    this.#connection.tell('open');
  }

  #closed(): void {
    this.#unsent.length = 0;
    for (const answer of this.#pending.values()) answer(connectionLost);
    this.#pending.clear();
    if (this.#state !== 'lost') {
      this.#state = 'lost';
      this.#connection.tell('lost');
    }
    setTimeout(() => {
      this.#socket = this.#start();
    }, this.#retryMs);
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }

  #send(message: ClientMessage): void {
    const text = JSON.stringify(message);
    if (this.#state === 'open') this.#socket.send(text);
    else this.#unsent.push(text);
  }

  #received(socket: WebSocket, data: unknown): void {
    if (data instanceof ArrayBuffer) this.#receivedFrame(socket, data);
    else if (typeof data === 'string') this.#receivedText(data);
  }

  #receivedFrame(socket: WebSocket, frame: ArrayBuffer): void {
    const acknowledge = (): void => {
      // A frame of a connection that is gone needs no acknowledgement, and a new one would be confused by it.
      if (socket === this.#socket && this.#state === 'open') this.#send({ k: 'ack' });
    };
    if (this.#frames.size === 0) acknowledge();
    else this.#frames.tell(frame, acknowledge);
  }

  #receivedText(text: string): void {
    const message = serverMessage.safeParse(parseJson(text));
    if (!message.success) return;
    if (message.data.k === 'event') {
      this.#events.tell(message.data.name, message.data.value);
      return;
    }
    this.#pending.get(message.data.id)?.(message.data.value);
    this.#pending.delete(message.data.id);
  }
}

const connectionLost = fail('connection-lost', 'The connection to Highwater is lost; it is tried again by itself.');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
