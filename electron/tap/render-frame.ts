import { decode } from '@msgpack/msgpack';
import type { InspectedFrame } from '../../shared/tap/tap-view.ts';
import { printableText } from './readable.ts';

const maxRenderedLength = 16_384;

/** One frame in every form in which it can be read; `kept` may be only its beginning. */
export function renderFrame(kept: Uint8Array, size: number): InspectedFrame {
  const whole = kept.length === size;
  const text = printableText(kept);
  return {
    size,
    cut: size - kept.length,
    hex: Buffer.from(kept).toString('hex'),
    text: text ?? null,
    json: whole && text !== undefined ? renderJson(text) : null,
    msgpack: whole ? renderMsgpack(kept) : null,
  };
}

/** Only what has a structure: a bare number or word is better read as text. */
function renderJson(text: string): string | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return bounded(JSON.stringify(JSON.parse(text), undefined, 2));
  } catch {
    return null;
  }
}

/** Nearly any byte is a MessagePack number, so only maps and lists count. */
function renderMsgpack(bytes: Uint8Array): string | null {
  try {
    const value = decode(bytes);
    if (typeof value !== 'object' || value === null) return null;
    return bounded(JSON.stringify(value, showBinary, 2));
  } catch {
    return null;
  }
}

function showBinary(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'bigint' ? value.toString() : value;
}

const bounded = (text: string): string =>
  text.length > maxRenderedLength ? `${text.slice(0, maxRenderedLength)}...` : text;
