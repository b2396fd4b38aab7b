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
    // Spoilt afterwards, as the relay uses its memory again. A Buffer, as there: its `slice` does not copy.
    const copy = Buffer.from(chunk);
    decoder.append(copy, 0);
    const given: (ZmtpEvent | PlainEvent)[] = [];
    // A frame is good until the next call; everything else is for keeps.
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) {
      given.push(event.kind === 'frame' ? plainEvent(event) : event);
    }
    copy.fill(0xaa);
    for (const event of given)
      events.push(event.kind === 'frame' ? (event as PlainEvent) : plainEvent(event as ZmtpEvent));
  }
  const last = decoder.end(0);
  if (last !== undefined) events.push(plainEvent(last));
  return events;
}

export interface Totals {
  readonly messages: number;
  readonly frames: number;
  readonly bodyBytes: number;
  readonly least: number;
  readonly most: number;
  /** Everything that is neither frame nor run, in order. */
  readonly others: readonly string[];
}

/** What the frames sum up to, given one by one or folded. */
export function totalsOf(chunks: readonly Uint8Array[], foldRuns: boolean): Totals {
  const decoder = createZmtpDecoder();
  decoder.foldRuns = foldRuns;
  const totals = {
    messages: 0,
    frames: 0,
    bodyBytes: 0,
    least: Number.POSITIVE_INFINITY,
    most: 0,
    others: [] as string[],
  };
  for (const chunk of chunks) {
    decoder.append(chunk, 0);
    for (let event = decoder.next(); event !== undefined; event = decoder.next()) addTo(totals, event);
  }
  return totals;
}

function addTo(totals: { -readonly [K in keyof Totals]: Totals[K] } & { others: string[] }, event: ZmtpEvent): void {
  if (event.kind !== 'run' && event.kind !== 'frame') {
    totals.others.push(event.kind);
    return;
  }
  const run = event.kind === 'run';
  totals.frames += run ? event.messages : 1;
  totals.messages += run ? event.messages : Number(!event.more);
  totals.bodyBytes += run ? event.bodyBytes : event.size;
  totals.least = Math.min(totals.least, run ? event.least : event.size);
  totals.most = Math.max(totals.most, run ? event.most : event.size);
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
