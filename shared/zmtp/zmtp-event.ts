/** What a decoder of one direction of a ZMTP connection can say. `atMs` is the time of the chunk that completed it. */
export type ZmtpEvent =
  | GreetingEvent
  | OtherProtocolEvent
  | HandshakeEvent
  | ReadyEvent
  | ErrorEvent
  | SubscriptionEvent
  | PingEvent
  | PongEvent
  | CommandEvent
  | FrameEvent
  | RunEvent
  | BrokenEvent;

/** ZMTP 3.x (RFC 23, RFC 37): the 64 bytes with which each side begins. */
export interface GreetingEvent {
  readonly kind: 'greeting';
  readonly atMs: number;
  readonly major: number;
  readonly minor: number;
  /** `NULL`, `PLAIN`, `CURVE`, `GSSAPI` or whatever was sent, at most 20 characters. */
  readonly mechanism: string;
  readonly asServer: boolean;
}

/** `cut-short`: begins like ZMTP 3 and ended within the greeting, as libzmq does when it refuses its peer. */
export type OtherProtocol = 'cut-short' | 'zmtp-1.0' | 'zmtp-2.0' | 'http' | 'tls' | 'redis' | 'ssh' | 'unknown';

/** Not ZMTP 3: what it is instead. Nothing more is decoded in this direction. */
export interface OtherProtocolEvent {
  readonly kind: 'other-protocol';
  readonly atMs: number;
  readonly protocol: OtherProtocol;
  readonly firstByte: number;
  /** ZMTP 2.0 greetings carry it in the clear. */
  readonly socketType: string | undefined;
  /** It could speak ZMTP 3, and goes down to what its peer began with. */
  readonly adapts: boolean;
}

/** A handshake command whose content is not shown: PLAIN's password, all of CURVE's. */
export interface HandshakeEvent {
  readonly kind: 'handshake';
  readonly atMs: number;
  readonly step: 'hello' | 'welcome' | 'initiate' | 'ready';
  readonly size: number;
}

/** The metadata of NULL's READY and of PLAIN's INITIATE and READY. */
export interface ReadyEvent {
  readonly kind: 'ready';
  readonly atMs: number;
  /** In lower case; may be a type that Highwater does not run. */
  readonly socketType: string | undefined;
  /** The routing id; empty if none was set. */
  readonly identity: Uint8Array;
  /** Other properties, as text; at most `maxProperties`. */
  readonly properties: readonly (readonly [name: string, value: string])[];
}

export interface ErrorEvent {
  readonly kind: 'error';
  readonly atMs: number;
  readonly reason: string;
}

export interface SubscriptionEvent {
  readonly kind: 'subscribe' | 'cancel';
  readonly atMs: number;
  /** Its beginning; `size` is its whole length. */
  readonly topic: Uint8Array;
  readonly size: number;
  /** ZMTP 3.1 has commands, 3.0 sends a message that begins with 1 or 0. */
  readonly form: 'command' | 'message';
}

export interface PingEvent {
  readonly kind: 'ping';
  readonly atMs: number;
  readonly ttlMs: number;
  /** The peer's PONG must carry the same bytes; at most 16. */
  readonly context: Uint8Array;
}

export interface PongEvent {
  readonly kind: 'pong';
  readonly atMs: number;
  readonly context: Uint8Array;
}

/** A command of another name. */
export interface CommandEvent {
  readonly kind: 'command';
  readonly atMs: number;
  readonly name: string;
  readonly size: number;
}

/**
 * One frame of a message. For speed the decoder gives the same object for every frame: it, and the bytes that it points
 * to, are good until the next call of `next` or `append`.
 */
export interface FrameEvent {
  readonly kind: 'frame';
  readonly atMs: number;
  /** Length of the body on the wire; of a sealed frame, of the box and all. */
  readonly size: number;
  readonly more: boolean;
  /** Position in its message, from 0. */
  readonly index: number;
  /** True under CURVE and other encrypting mechanisms: only sizes are known, and `more` is hidden inside. */
  readonly sealed: boolean;
  /** True for a sealed command (a heartbeat, a subscription): not a message. */
  readonly command: boolean;
  /** `body[bodyStart]` to `body[bodyEnd - 1]` are the frame's first bytes, at most `maxBodyBytes`. */
  readonly body: Uint8Array;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/**
 * Messages that followed one another and lay whole in one chunk, given together while `foldRuns` is on. How a stream is cut
 * decides how they are grouped, not what they sum up to. Like a frame's event, the object is used again.
 */
export interface RunEvent {
  readonly kind: 'run';
  readonly atMs: number;
  readonly messages: number;
  readonly frames: number;
  readonly bodyBytes: number;
  /** Sizes of the smallest and of the largest message, all its frames together. */
  readonly least: number;
  readonly most: number;
}

/** The bytes are not what ZMTP allows here. Nothing more is decoded in this direction. */
export interface BrokenEvent {
  readonly kind: 'broken';
  readonly atMs: number;
  readonly reason: string;
}
