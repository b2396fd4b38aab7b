import { typeNames } from '../../../shared/exec/counter-layout.ts';
import type { Choice } from '../choice.ts';
import type { WorldProgram } from './world.ts';

/** libzmq's numbers of the options that scripts set. */
export const option = {
  sendMark: 23,
  receiveMark: 24,
  linger: 17,
  receiveTimeout: 27,
  sendTimeout: 28,
  conflate: 54,
  mandatory: 33,
  immediate: 39,
} as const;

const numbers: readonly string[] = typeNames;

export const open = (slot: number, type: string, context = 0): string =>
  `socket ${slot} ${numbers.indexOf(type)} ${context}`;

interface Sending {
  readonly size?: number;
  readonly parts?: number;
  /** s: zmq_send, c: zmq_send_const, m: zmq_msg_send, o: zmq_sendmsg, i: zmq_sendiov. */
  readonly how?: string;
  readonly flags?: number;
  readonly paceUs?: number;
  readonly to?: string;
}

export const send = (
  slot: number,
  count: number,
  { size = 20, parts = 1, how = 's', flags = 0, paceUs = 0, to = '-' }: Sending = {},
): string => `send ${slot} ${count} ${size} ${parts} ${how} ${flags} ${paceUs} ${to}`;

/** r: zmq_recv, m: zmq_msg_recv, o: zmq_recvmsg, i: zmq_recviov. */
export const receive = (slot: number, count: number, how = 'm', serviceUs = 0, flags = 0): string =>
  `recv ${slot} ${count} ${how} ${flags} ${serviceUs}`;

/** Long enough for any healthy peer, short enough to end a world that hangs. */
export const patience = (slot: number): string => `set ${slot} ${option.receiveTimeout} 20000`;

export const pickSendCall = (random: Choice, language: WorldProgram['language'] = 'c'): string =>
  language === 'c' ? random.pick(['s', 'c', 'm', 'o', 'i']) : random.pick(['s', 'n']);
export const pickReceiveCall = (random: Choice, language: WorldProgram['language'] = 'c'): string =>
  language === 'c' ? random.pick(['r', 'm', 'o', 'i']) : random.pick(['s', 'n']);

/** Each list of lines in a thread of its own; ends when all have. */
export const inThreads = (sections: readonly (readonly string[])[]): readonly string[] => [
  ...sections.map((_, index) => `start ${index + 1}`),
  ...sections.map((_, index) => `join ${index + 1}`),
  'term 0',
  ...sections.flatMap((lines, index) => [`section ${index + 1}`, ...lines]),
];
