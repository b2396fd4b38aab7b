import { findOption } from '../../../shared/scenario/options.ts';
import type { LinkSpec, SocketSpec } from '../../../shared/scenario/scenario.ts';
import type { SocketType } from '../../../shared/scenario/socket-type.ts';
import { optionWords } from './option-words.ts';

/** A figure of the scenario that a slider moves. */
export interface Knob {
  readonly path: string;
  readonly label: string;
  readonly unit: string;
  /** What it does, in a sentence or two. */
  readonly explanation: string;
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
    ...(consume === undefined ? [] : [serviceKnob(at)]),
    ...(sends ? [markKnob(at, type, 'sendHighWaterMark', 'send mark')] : []),
    ...(receives ? [markKnob(at, type, 'receiveHighWaterMark', 'rcv mark')] : []),
  ];
}

const serviceKnob = (at: string): Knob => ({
  path: `${at}.consume.serviceMs`,
  label: 'service',
  explanation: 'How long the application works on each message before it takes the next one. 0 = as fast as it goes.',
  ...service,
});

function markKnob(at: string, type: SocketType, name: string, label: string): Knob {
  const option = findOption(type, name);
  const explanation = option === undefined ? '' : optionWords(type, option);
  return { path: `${at}.options.${name}`, label, explanation, ...mark };
}

const producerWords = {
  rate: 'Messages per second that the application offers; max = as fast as the socket takes them.',
  size: 'Payload of a message. Small ones carry at least the header by which Highwater counts.',
  burst: 'So many messages are sent together; the rate stays what it is on average.',
};
const linkWords = {
  latency: 'What a relay of Highwater adds to the way of every message; its own buffers are small, and counted.',
  jitter: 'How much the delay varies, up and down; the order is kept, as tcp keeps it.',
  bandwidth: 'Bytes per second that the relay lets through; none = all that come.',
};

const producerKnobs = (at: string): readonly Knob[] => [
  { path: `${at}.produce.rate`, label: 'rate', explanation: producerWords.rate, ...rate },
  { path: `${at}.produce.size`, label: 'size', explanation: producerWords.size, ...size },
  { path: `${at}.produce.burst`, label: 'burst', explanation: producerWords.burst, ...burst },
];

/** The conditions of a link; inproc has none, since nothing lies between its ends. */
export function linkKnobs({ id, transport }: LinkSpec): readonly Knob[] {
  if (transport === 'inproc') return [];
  const at = `links.${id}.conditions`;
  return [
    { path: `${at}.latencyMs`, label: 'latency', explanation: linkWords.latency, ...delay },
    { path: `${at}.jitterMs`, label: 'jitter', explanation: linkWords.jitter, ...delay },
    { path: `${at}.bytesPerSecond`, label: 'bandwidth', explanation: linkWords.bandwidth, ...bandwidth },
  ];
}
