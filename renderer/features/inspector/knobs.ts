import type { LinkSpec, SocketSpec } from '../../../shared/scenario/scenario.ts';

/** A figure of the scenario that a slider moves. */
export interface Knob {
  readonly path: string;
  readonly label: string;
  readonly unit: string;
  /** The slider's range; the entry beside it takes all that the scenario's rules allow. */
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  /** What 0 means, and at which end of the slider it therefore stands; undefined where 0 is not allowed. */
  readonly zero: { readonly end: 'left' | 'right'; readonly word: string } | undefined;
}

const rate = { unit: '/s', min: 1, max: 200_000, whole: false, zero: { end: 'right', word: 'max' } } as const;
const service = { unit: 'ms', min: 0.01, max: 1_000, whole: false, zero: { end: 'left', word: '0' } } as const;
const mark = { unit: 'msg', min: 1, max: 1_000_000, whole: true, zero: { end: 'right', word: 'none' } } as const;
const size = { unit: 'B', min: 32, max: 1_048_576, whole: true, zero: { end: 'left', word: '0' } } as const;
const burst = { unit: 'msg', min: 1, max: 10_000, whole: true, zero: undefined } as const;
const delay = { unit: 'ms', min: 0.1, max: 2_000, whole: false, zero: { end: 'left', word: '0' } } as const;
const bandwidth = {
  unit: 'B/s',
  min: 1_000,
  max: 1_000_000_000,
  whole: true,
  zero: { end: 'right', word: 'none' },
} as const;

/** The knobs of a socket, the ones that matter most first. */
export function socketKnobs({ id, type, produce, consume }: SocketSpec): readonly Knob[] {
  const at = `sockets.${id}`;
  const sends = type !== 'sub' && type !== 'pull' && type !== 'xsub';
  const receives = type !== 'pub' && type !== 'push' && type !== 'xpub';
  return [
    ...(produce === undefined ? [] : producerKnobs(at)),
    ...(consume === undefined ? [] : [{ path: `${at}.consume.serviceMs`, label: 'service', ...service }]),
    ...(sends ? [{ path: `${at}.options.sendHighWaterMark`, label: 'send mark', ...mark }] : []),
    ...(receives ? [{ path: `${at}.options.receiveHighWaterMark`, label: 'rcv mark', ...mark }] : []),
  ];
}

const producerKnobs = (at: string): readonly Knob[] => [
  { path: `${at}.produce.rate`, label: 'rate', ...rate },
  { path: `${at}.produce.size`, label: 'size', ...size },
  { path: `${at}.produce.burst`, label: 'burst', ...burst },
];

/** The conditions of a link; inproc has none, since nothing lies between its ends. */
export function linkKnobs({ id, transport }: LinkSpec): readonly Knob[] {
  if (transport === 'inproc') return [];
  const at = `links.${id}.conditions`;
  return [
    { path: `${at}.latencyMs`, label: 'latency', ...delay },
    { path: `${at}.jitterMs`, label: 'jitter', ...delay },
    { path: `${at}.bytesPerSecond`, label: 'bandwidth', ...bandwidth },
  ];
}
