import { inferred, measured, remedy } from '../evidence.ts';
import { duration, messages, name, were } from '../figure-words.ts';
import type { FlowView, SocketView } from '../look.ts';
import type { Deaths } from '../loss-tally.ts';
import type { Rule, Sign } from '../rule.ts';

/** A sender that closed and did not wait (linger) until its queue had gone out. */
export const lostAtClose: Rule = {
  code: 'lost-at-close',
  reference: 'zmq_setsockopt(3), ZMQ_LINGER; zmq_close(3)',
  rank: 83,
  holdMs: 1000,
  signs: (look) => look.sockets.flatMap(signsOf),
};

const isIpc = ({ info }: FlowView): boolean => info.transport === 'ipc';

function signsOf(sender: SocketView): readonly Sign[] {
  const deaths = sender.outgoing.flatMap(({ tally }) => tally.of('lost-at-close') ?? []);
  return deaths.length === 0 ? [] : [signOf(sender, deaths)];
}

function signOf(sender: SocketView, deaths: readonly Deaths[]): Sign {
  const id = name(sender.info.id);
  const lost = deaths.reduce((sum, { count }) => sum + count, 0);
  const linger = Number(sender.spec?.options.linger ?? -1);
  const close = sender.acts.findLast(({ action }) => action === 'close' || action === 'restart');
  // The engine restarts without waiting, whatever the option says.
  const despite = linger === -1 && close?.action === 'close' && sender.outgoing.every(isIpc);
  const waited = despite
    ? 'and waited (linger -1) until all had gone out, over ipc to a reader whose queue was full'
    : linger === 0
      ? 'without waiting (linger 0)'
      : linger > 0
        ? `after ${duration(linger)} (linger)`
        : 'before its queue had gone out';
  return {
    subject: sender.info.id,
    certainty: 'measured',
    sentence: `${id} closed ${waited}: ${messages(lost)} that it had accepted ${were(lost)} ${despite ? 'not read any more' : 'still in its queue'} and ${lost === 1 ? 'is' : 'are'} lost.`,
    evidence: [
      measured('Accepted by the socket and never delivered.', lost, 'messages'),
      ...(close === undefined
        ? []
        : [measured(`It was told to ${close.action} after ${duration(close.atMs)}.`, close.atMs, 'ms')]),
      measured('Its linger.', linger, 'ms'),
      inferred(
        despite
          ? 'Over ipc libzmq gives up a connection that the sender closes while the reader’s queue is full, with what the kernel still holds.'
          : 'A close with linger drops what is left when the time is over, and tells nobody.',
      ),
    ],
    remedies: despite
      ? [remedy('Close only when the reader has confirmed the last message, or use tcp.')]
      : [remedy('Wait at close until everything has gone out.', { [`sockets.${sender.info.id}.options.linger`]: -1 })],
    severity: 5,
    sustainMs: 0,
    fromMs: close?.atMs ?? Math.min(...deaths.map(({ fromMs }) => fromMs)),
  };
}
