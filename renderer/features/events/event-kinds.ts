/** How a monitor event is drawn: a shape of its own, so that no kind rests on colour alone, and a word. */
export interface EventKind {
  readonly word: string;
  readonly shape: EventShape;
  readonly tone: 'plain' | 'waiting' | 'bad';
}

export type EventShape = 'dot' | 'ring' | 'triangle' | 'diamond' | 'square' | 'hollow-square' | 'cross' | 'chevrons';

/** Paths in a box of 10 by 10 pixels around 0. */
export const shapePaths: Readonly<Record<EventShape, string>> = {
  dot: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z',
  ring: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0ZM-1.5 0a1.5 1.5 0 1 1 3 0a1.5 1.5 0 1 1 -3 0Z',
  triangle: 'M-3 -4L4 0L-3 4Z',
  diamond: 'M0 -4.5L4.5 0L0 4.5L-4.5 0Z',
  square: 'M-3.5 -3.5H3.5V3.5H-3.5Z',
  'hollow-square': 'M-3.5 -3.5H3.5V3.5H-3.5ZM-2 -2V2H2V-2Z',
  cross: 'M-4 -2.5L-2.5 -4L0 -1.5L2.5 -4L4 -2.5L1.5 0L4 2.5L2.5 4L0 1.5L-2.5 4L-4 2.5L-1.5 0Z',
  chevrons: 'M-4.5 -4L-0.5 0L-4.5 4L-2.5 4L1.5 0L-2.5 -4ZM0.5 -4L4.5 0L0.5 4L2.5 4L6 0L2.5 -4Z',
};

/** zeromq.js's names of libzmq's socket monitor events (zmq_socket_monitor(3)). */
const kinds: Readonly<Record<string, EventKind>> = {
  bind: { word: 'bound', shape: 'dot', tone: 'plain' },
  'bind:error': { word: 'bind failed', shape: 'cross', tone: 'bad' },
  accept: { word: 'accepted', shape: 'ring', tone: 'plain' },
  'accept:error': { word: 'accept failed', shape: 'cross', tone: 'bad' },
  connect: { word: 'connected', shape: 'triangle', tone: 'plain' },
  'connect:delay': { word: 'connecting', shape: 'triangle', tone: 'waiting' },
  'connect:retry': { word: 'retries', shape: 'chevrons', tone: 'waiting' },
  handshake: { word: 'handshake', shape: 'diamond', tone: 'plain' },
  'handshake:error:protocol': { word: 'not understood', shape: 'cross', tone: 'bad' },
  'handshake:error:auth': { word: 'refused', shape: 'cross', tone: 'bad' },
  'handshake:error:other': { word: 'handshake failed', shape: 'cross', tone: 'bad' },
  disconnect: { word: 'disconnected', shape: 'hollow-square', tone: 'bad' },
  close: { word: 'closed', shape: 'square', tone: 'plain' },
  'close:error': { word: 'close failed', shape: 'cross', tone: 'bad' },
  end: { word: 'monitor ended', shape: 'square', tone: 'plain' },
};

export function eventKind(event: string): EventKind {
  return kinds[event] ?? { word: event, shape: 'hollow-square', tone: event.includes('error') ? 'bad' : 'plain' };
}
