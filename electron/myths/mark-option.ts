import { Push } from 'zeromq';
import type { MarkOptionProbe } from '../../shared/lessons/probe.ts';
import { optionNames } from './option-names.ts';

/** ZMQ_HWM of ZeroMQ 2. */
const hwmNumber = 1;
/** ZMQ_RCVHWM, which zeromq.js gives no name on a PUSH. */
const receiveMarkNumber = 24;

/** zeromq.js's own way to an option by number; protected, since it is meant for subclasses. */
class NumberedPush extends Push {
  read(option: number): number {
    return this.getInt32Option(option);
  }
  write(option: number, value: number): void {
    this.setInt32Option(option, value);
  }
}

/** Tries to set and read the one mark that ZeroMQ 2 had. */
export const probeMarkOption = async (): Promise<MarkOptionProbe> => {
  const socket = new NumberedPush({ linger: 0 });
  try {
    const named = optionNames().filter((name) => /^hwm$/i.test(name));
    return {
      probe: 'mark-option',
      attempts: [
        {
          how: 'Option named hwm',
          outcome: named.length === 0 ? 'there is none' : named.join(', '),
          worked: named.length > 0,
        },
        attempt(`Setting option number ${hwmNumber}`, () => socket.write(hwmNumber, 5)),
        attempt(`Reading option number ${hwmNumber}`, () => socket.read(hwmNumber)),
        attempt('Setting it as a property', () => Object.assign(socket, { hwm: 5 })),
      ],
      sendHighWaterMark: socket.sendHighWaterMark,
      receiveHighWaterMark: socket.read(receiveMarkNumber),
    };
  } finally {
    socket.close();
  }
};

const attempt = (how: string, work: () => unknown): MarkOptionProbe['attempts'][number] => {
  try {
    work();
    return { how, outcome: 'accepted', worked: true };
  } catch (error) {
    return { how, outcome: errorWord(error), worked: false };
  }
};

const errorWord = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
};
