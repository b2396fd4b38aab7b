import { fail, ok, type Result } from '../../shared/result.ts';

/** Where the user's own counter stands in a message. */
export interface SequenceSpec {
  /** Counted from 0; undefined = the last frame. */
  readonly frame: number | undefined;
  /** Count each topic by itself: the first frame, or in that frame what stands before the number, up to a space. */
  readonly perTopic: boolean;
  readonly place:
    | { readonly kind: 'offset'; readonly offset: number; readonly format: NumberFormat }
    | { readonly kind: 'json' | 'msgpack'; readonly path: readonly string[] };
}

const numberFormats = ['u8', 'u16le', 'u16be', 'u32le', 'u32be', 'u64le', 'u64be', 'f64le', 'f64be', 'text'] as const;
export type NumberFormat = (typeof numberFormats)[number];

const maxSequenceOffset = 4080;
const expected =
  'OFFSET:FORMAT, json:PATH or msgpack:PATH, then @FRAME and #topic if wanted ' +
  `(such as 0:u32le, json:header.seq@1 or 8:u64be@0#topic; formats ${numberFormats.join(' ')})`;

/**
 * Reads `0:u32le`, `json:a.b`, `msgpack:seq`; `@1` names the frame (the last one by default), `#topic` counts each topic
 * by itself, which a publisher with a counter per topic needs.
 */
export function parseSequenceSpec(text: string, path: string): Result<SequenceSpec> {
  const [, place = '', rest = '', frame, topic] =
    /^(json|msgpack|\d{1,6}):([^@#]{1,200})(?:@(\d{1,3}))?(#topic)?$/.exec(text) ?? [];
  const parsed = place === 'json' || place === 'msgpack' ? pathPlace(place, rest) : offsetPlace(place, rest);
  if (parsed === undefined)
    return fail('invalid-sequence', `${path}: expected ${expected}, found ${JSON.stringify(text)}`, path);
  return ok({ frame: frame === undefined ? undefined : Number(frame), perTopic: topic !== undefined, place: parsed });
}

function pathPlace(kind: 'json' | 'msgpack', text: string): SequenceSpec['place'] | undefined {
  const path = text.split('.');
  return path.some((name) => name === '') ? undefined : { kind, path };
}

function offsetPlace(offsetText: string, formatText: string): SequenceSpec['place'] | undefined {
  const format = numberFormats.find((name) => name === formatText);
  const offset = Number(offsetText);
  if (offsetText === '' || format === undefined || offset > maxSequenceOffset) return undefined;
  return { kind: 'offset', offset, format };
}
