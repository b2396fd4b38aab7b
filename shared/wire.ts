import './zod-without-eval.ts';
import { z } from 'zod';
import type { CallName, EventName } from './contract.ts';

/**
 * What passes between the window and its host over a WebSocket (`/ws`, subprotocols `hw1` and `t.TOKEN`).
 * Text messages are one JSON value of the types below; a binary message is one frame (see frame.ts).
 * The desktop's IPC carries the same calls and events without this envelope.
 */
export const wireProtocol = 'hw1';
export const wireTokenPrefix = 't.';

/** From the window. `call` is answered once by `answer` with the same id; `ack` says that the last frame was painted. */
export type ClientMessage =
  | { readonly k: 'call'; readonly id: number; readonly name: string; readonly payload: unknown }
  | { readonly k: 'ack' };

/** From the host. A call that is refused before any handler sees it is answered with a failed result. */
export type ServerMessage =
  | { readonly k: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly k: 'event'; readonly name: string; readonly value: unknown };

/** The envelope only: the host checks `payload` against the contract's schema for `name`. */
export const clientMessage: z.ZodType<ClientMessage> = z.discriminatedUnion('k', [
  z.strictObject({ k: z.literal('call'), id: z.int().min(0), name: z.string().max(64), payload: z.unknown() }),
  z.strictObject({ k: z.literal('ack') }),
]);

export const serverMessage: z.ZodType<ServerMessage> = z.discriminatedUnion('k', [
  z.object({ k: z.literal('answer'), id: z.int().min(0), value: z.unknown() }),
  z.object({ k: z.literal('event'), name: z.string().max(64), value: z.unknown() }),
]);

/** What the desktop's preload puts at `window.highwater`: the same link, carried by IPC. */
export interface PreloadBridge {
  invoke(name: CallName, payload: unknown): Promise<unknown>;
  onEvent(listener: (name: EventName, value: unknown) => void): void;
  onFrame(listener: (frame: ArrayBuffer) => void): void;
  acknowledge(): void;
}
