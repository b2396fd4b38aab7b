import { createZmtpDecoder, type ZmtpDecoderOptions } from '../../../../shared/zmtp/zmtp-decoder.ts';
import type { ZmtpEvent } from '../../../../shared/zmtp/zmtp-event.ts';

/** An event whose bytes are its own: text for what is text, and the frame's window cut out. */
export type PlainEvent = Readonly<Record<string, unknown>> & { readonly kind: ZmtpEvent['kind'] };

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

function plainEvent(event: ZmtpEvent): PlainEvent {
  const { atMs: _, ...rest } = event;
  if (event.kind === 'frame') {
    const { kind, size, more, index, sealed, command, body, bodyStart, bodyEnd } = event;
    return { kind, size, more, index, sealed, command, body: latin1(body.subarray(bodyStart, bodyEnd)) };
  }
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, value instanceof Uint8Array ? latin1(value) : value]),
  ) as PlainEvent;
}

/** Decodes `chunks` as one stream, ends it, and gives every event. */
export function decodeAll(chunks: readonly Uint8Array[], options?: ZmtpDecoderOptions): PlainEvent[] {
  const decoder = createZmtpDecoder(options);
  const events: PlainEvent[] = [];
  for (const chunk of chunks) {
    // A copy that is spoilt afterwards: the decoder must not rely on a chunk once it was consumed.
    const copy = Uint8Array.from(chunk);
    decoder.append(copy, 0);
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) events.push(plainEvent(event));
    copy.fill(0xaa);
  }
  const last = decoder.end(0);
  if (last !== undefined) events.push(plainEvent(last));
  return events;
}

/** Cuts `bytes` into pieces of the given lengths, in turn, until they are used up. */
export function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const length = Math.max(1, lengths[index % Math.max(1, lengths.length)] ?? bytes.length);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}
