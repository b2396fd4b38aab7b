import { inspect } from 'node:util';
import type { RawData, WebSocket } from 'ws';
import type { AppCore } from '../../../shared/contract.ts';
import { type ClientMessage, clientMessage, type ServerMessage } from '../../../shared/wire.ts';
import { openWindowSession, type WindowSession } from '../window-session.ts';

/**
 * What may wait in this process for a window that does not read. Frames wait for acknowledgements, so only a window that has stopped
 * reading while it goes on asking gets there; it is cut off, and reconnects when it lives again.
 */
const maxBufferedBytes = 32 * 1024 * 1024;

const closeCodes = { badMessage: 1008, tooSlow: 1013 } as const;

/** Carries one window's calls, events and frames over its WebSocket until either end goes away. */
export const carryWindow = (socket: WebSocket, core: AppCore): void => {
  const send = (data: string | ArrayBuffer) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxBufferedBytes) return cutOff(socket, closeCodes.tooSlow, 'the window does not read');
    socket.send(data);
  };
  const tell = (message: ServerMessage) => send(JSON.stringify(message));

  const session = openWindowSession(core, {
    event: (name, value) => tell({ k: 'event', name, value }),
    frame: (buffer) => send(buffer),
  });
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? undefined : parseMessage(data);
    if (message === undefined) return cutOff(socket, closeCodes.badMessage, 'not a message of this protocol');
    handle(message, session, tell).catch((error: unknown) => {
      process.stderr.write(`highwater: a window's message could not be answered: ${inspect(error)}\n`);
    });
  });
  socket.on('close', () => session.close());
  // A reset connection is an everyday end; `close` follows and frees everything.
  socket.on('error', () => undefined);
};

const handle = async (
  message: ClientMessage,
  session: WindowSession,
  tell: (message: ServerMessage) => void,
): Promise<void> => {
  if (message.k === 'ack') return session.acknowledge();
  tell({ k: 'answer', id: message.id, value: await session.call(message.name, message.payload) });
};

const parseMessage = (data: RawData): ClientMessage | undefined => {
  try {
    return clientMessage.parse(JSON.parse(String(data)));
  } catch {
    return undefined;
  }
};

/** Says why, and does not wait for an answer from a window that may never give one. */
const cutOff = (socket: WebSocket, code: number, reason: string): void => {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), 1_000).unref();
};
