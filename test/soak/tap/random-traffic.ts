import type { SocketType } from '../../../shared/scenario/socket-type.ts';
import type { Choice } from '../choice.ts';
import type { Traffic } from './world.ts';

const publishing: readonly SocketType[] = ['pub', 'xpub', 'sub', 'xsub'];
/** Around the limits of a short frame, of a read and of what is kept of a body. */
const sizes = [0, 1, 7, 24, 64, 100, 254, 255, 256, 257, 1000, 4095, 4096, 4097, 8192, 65_535, 65_536, 70_000, 300_000];
const largeSizes = [1_048_576, 3_000_000, 5_000_000];
const partSizes = [0, 0, 1, 2, 7, 64, 254, 255, 256, 257, 5000];
const codings = [
  'u8',
  'u16le',
  'u16be',
  'u32le',
  'u32be',
  'u64le',
  'u64be',
  'f64le',
  'f64be',
  'text',
  'json',
  'msgpack',
];
/** For worlds that go on until they are told to stop. */
const wideCodings = codings.slice(3);
const words = ['', 'prices', 'prices.gold', 'trades', 'news', 'p', '\u0001\u0080', 'a'.repeat(64), 'x/y z'];
const sameLength = ['gold', 'iron', 'news'];

interface TrafficOptions {
  readonly clientType: SocketType;
  readonly serverType: SocketType;
  /** Queues are to fill within a second or two. */
  readonly slow: boolean;
}

/** How a world's messages look. */
export function randomTraffic(choice: Choice, { clientType, serverType, slow }: TrafficOptions): Traffic {
  const publishes = publishing.includes(clientType) || publishing.includes(serverType);
  const prefix = publishes && choice.chance(0.4);
  const topics = publishes
    ? choice.pick(prefix ? [sameLength, ['gold']] : [words, ['prices'], ['prices', 'trades']])
    : [];
  const coding = prefix ? choice.pick(['u32le', 'u64be', 'text']) : choice.pick(slow ? wideCodings : codings);
  return {
    sizes: slow ? [publishes ? 60_000 : choice.pick([4096, 60_000])] : sizesOf(choice, publishes),
    parts: slow ? [1] : Array.from({ length: choice.between(1, 4) }, () => choice.between(1, 6)),
    partSizes: Array.from({ length: choice.between(1, 4) }, () => choice.pick(partSizes)),
    topics,
    prefix,
    probe: publishes ? (prefix ? 'tune' : 'probe') : null,
    coding,
    skips:
      coding === 'u8'
        ? [0, 0, 0, 0, 0, 0, 0, 1]
        : Array.from({ length: 50 }, () => (choice.chance(0.03) ? choice.between(1, 9) : 0)),
    perTopic: publishes && choice.chance(0.5),
  };
}

function sizesOf(choice: Choice, publishes: boolean): readonly number[] {
  const from = choice.chance(0.15) ? [...sizes, ...largeSizes, ...largeSizes] : sizes;
  const picked = Array.from({ length: choice.between(1, 4) }, () => choice.pick(from));
  // A subscriber's own share is told by its numbered messages.
  return publishes ? picked.map((size) => Math.max(24, size)) : picked;
}
