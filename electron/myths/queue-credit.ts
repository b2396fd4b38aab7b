import { randomUUID } from 'node:crypto';
import { Pull, Push } from 'zeromq';
import type { QueueCreditProbe } from '../../shared/lessons/probe.ts';
import { optionNames } from './option-names.ts';

const mark = 500;
const step = 50;
/** libzmq looks at what other threads told it at most once a millisecond or so when a send does not wait. */
const settleMs = 10;
const mostAccepted = 10 * mark;

/** Fills the one queue of an inproc pair, reads a little at a time, and notes when sending works again. */
export const probeQueueCredit = async (): Promise<QueueCreditProbe> => {
  const source = new Push({ linger: 0, sendHighWaterMark: mark, sendTimeout: 0 });
  const worker = new Pull({ linger: 0, receiveHighWaterMark: mark, receiveTimeout: 1000 });
  const endpoint = `inproc://${randomUUID()}`;
  try {
    await source.bind(endpoint);
    worker.connect(endpoint);
    const limit = await fill(source);
    let waiting = limit;
    let waitingWhileFull = limit;
    let acceptedThen = 0;
    while (waiting >= step && acceptedThen === 0) {
      for (let read = 0; read < step; read += 1) await worker.receive();
      waiting -= step;
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      acceptedThen = await fill(source);
      if (acceptedThen === 0) waitingWhileFull = waiting;
    }
    return {
      probe: 'queue-credit',
      limit,
      waitingWhileFull,
      acceptedThen,
      depthNames: optionNames().filter((name) => /depth|queued|pending|backlogged|stats/i.test(name)),
    };
  } finally {
    source.close();
    worker.close();
  }
};

/** Sends until the library says that the queue is full. */
const fill = async (source: Push): Promise<number> => {
  for (let accepted = 0; accepted < mostAccepted; accepted += 1) {
    try {
      await source.send('x');
    } catch {
      return accepted;
    }
  }
  return mostAccepted;
};
