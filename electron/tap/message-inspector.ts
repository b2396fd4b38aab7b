import type { InspectedMessage } from '../../shared/tap/tap-view.ts';
import { copyBytes } from '../../shared/zmtp/copy-bytes.ts';
import type { FrameEvent } from '../../shared/zmtp/zmtp-event.ts';
import { renderFrame } from './render-frame.ts';

export interface InspectorLimits {
  readonly messages: number;
  readonly bytes: number;
}

export const maxInspectedBodyBytes = 4096;
const maxFrames = 16;
/** What a frame and a message cost beside their bytes, so that empty ones are bounded too. */
const overheadBytes = 64;

interface KeptMessage {
  readonly atMs: number;
  readonly connection: number;
  readonly direction: 'forward' | 'backward';
  readonly frames: { readonly kept: Uint8Array; readonly size: number }[];
  framesOmitted: number;
  bytes: number;
}

/** Keeps the last messages of all connections in memory, bounded in number and bytes. Off until switched on; switching off forgets them. */
export class MessageInspector {
  readonly #limits: InspectorLimits;
  #kept: KeptMessage[] = [];
  #bytes = 0;
  #on = false;

  constructor(limits: InspectorLimits) {
    this.#limits = limits;
  }

  get on(): boolean {
    return this.#on;
  }

  switch(on: boolean): void {
    this.#on = on;
    this.#kept = [];
    this.#bytes = 0;
  }

  /** One line to the inspector per direction; it puts the frames of a message together. */
  lineFor(connection: number, direction: 'forward' | 'backward'): (frame: FrameEvent, atMs: number) => void {
    let message: KeptMessage | undefined;
    return (frame, atMs) => {
      if (!this.#on || frame.sealed) {
        message = undefined;
        return;
      }
      if (frame.index === 0)
        message = { atMs, connection, direction, frames: [], framesOmitted: 0, bytes: overheadBytes };
      if (message === undefined) return;
      addFrame(message, frame);
      if (frame.more) return;
      this.#keep(message);
      message = undefined;
    };
  }

  /** Oldest first. */
  messages(): readonly InspectedMessage[] {
    return this.#kept.map(({ bytes: _, frames, ...message }) => ({
      ...message,
      frames: frames.map(({ kept, size }) => renderFrame(kept, size)),
    }));
  }

  #keep(message: KeptMessage): void {
    this.#kept.push(message);
    this.#bytes += message.bytes;
    while (this.#kept.length > this.#limits.messages || this.#bytes > this.#limits.bytes) {
      this.#bytes -= this.#kept.shift()?.bytes ?? this.#bytes;
    }
  }
}

function addFrame(message: KeptMessage, { body, bodyStart, bodyEnd, size }: FrameEvent): void {
  if (message.frames.length === maxFrames) {
    message.framesOmitted += 1;
    return;
  }
  const kept = copyBytes(body, bodyStart, Math.min(bodyEnd, bodyStart + maxInspectedBodyBytes));
  message.frames.push({ kept, size });
  message.bytes += kept.length + overheadBytes;
}
