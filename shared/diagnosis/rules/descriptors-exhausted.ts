import { measured, remedy } from '../evidence.ts';
import { name } from '../figure-words.ts';
import type { SocketView } from '../look.ts';
import { monitorOf } from '../monitor.ts';
import type { Rule, Sign } from '../rule.ts';

/** The process has no file descriptor left: accept fails in a busy loop, and connect never gets through. */
export const descriptorsExhausted: Rule = {
  code: 'descriptors-exhausted',
  reference: 'zmq_socket_monitor(3), ZMQ_EVENT_ACCEPT_FAILED; accept(2), EMFILE',
  rank: 96,
  holdMs: 2000,
  signs: (look) => look.sockets.filter(lacksDescriptors).map(signOf),
};

/** EMFILE where a descriptor is taken: accept, bind, connect. zmq_socket alone may have met ZMQ_MAX_SOCKETS instead, unless its process has only the other limit. */
export function lacksDescriptors(socket: SocketView): boolean {
  const failed = socket.failures.some(({ operation, code }) => {
    return (
      (code === 'EMFILE' || code === 'ENFILE') &&
      (operation === 'bind' || operation === 'connect' || operation === 'sample')
    );
  });
  const limit = socket.spec?.process;
  const own = limit?.descriptors !== undefined && limit.sockets === undefined;
  const refused = socket.failures.some(({ operation, code }) => operation === 'create' && code === 'EMFILE');
  return failed || (own && refused) || socket.events.some(isExhausted);
}

const isExhausted = ({ event, code }: { readonly event: string; readonly code: string }) =>
  (event === 'accept:error' || event === 'bind:error') && (code === 'EMFILE' || code === 'ENFILE');

function signOf(socket: SocketView): Sign {
  const id = name(socket.info.id);
  const { acceptErrors } = monitorOf(socket);
  const failure = socket.failures.find(({ code }) => code === 'EMFILE' || code === 'ENFILE');
  const event = socket.events.find(isExhausted);
  return {
    subject: socket.info.id,
    certainty: 'measured',
    sentence:
      acceptErrors > 0
        ? `${id} cannot accept: the process has no file descriptor left, and libzmq tries without pause.`
        : `${id} cannot ${failure?.operation ?? 'bind'}: the process has no file descriptor left.`,
    evidence: [
      ...(acceptErrors > 0 ? [measured('accept failed with EMFILE.', acceptErrors, 'times')] : []),
      ...(event !== undefined && acceptErrors === 0
        ? [measured(`The monitor said ${event.event} (${event.detail}).`, event.count, 'times')]
        : []),
      ...(failure === undefined
        ? []
        : [measured(`${failure.operation} answered ${failure.code}.`, failure.count, 'times')]),
    ],
    remedies: [remedy('Raise the limit of open files (ulimit -n), or close connections.')],
    severity: 5,
    sustainMs: 0,
    fromMs: event?.firstMs ?? failure?.atMs,
  };
}
