import { measured, remedy } from '../evidence.ts';
import { name } from '../figure-words.ts';
import type { Look, SocketView } from '../look.ts';
import type { Rule, Sign } from '../rule.ts';
import { lacksDescriptors } from './descriptors-exhausted.ts';

/** zmq_socket() answers EMFILE at ZMQ_MAX_SOCKETS of the context; connections do not count, monitors do. */
export const contextsExhausted: Rule = {
  code: 'contexts-exhausted',
  reference: 'zmq_socket(3), EMFILE; zmq_ctx_set(3), ZMQ_MAX_SOCKETS',
  rank: 95,
  holdMs: 2000,
  signs: (look) => {
    const refused = look.sockets.filter(({ failures }) =>
      failures.some(({ operation, code }) => operation === 'create' && code === 'EMFILE'),
    );
    const first = refused[0];
    return first === undefined || look.sockets.some(lacksDescriptors) ? [] : [signOf(look, first, refused.length)];
  },
};

function signOf(look: Look, first: SocketView, refused: number): Sign {
  const open = look.sockets.filter(({ figures }) => figures.open === 1).length;
  const failure = first.failures.find(({ code }) => code === 'EMFILE');
  return {
    subject: first.info.id,
    certainty: 'measured',
    sentence: `${whatFailed(first, refused)}: the context has no socket left (ZMQ_MAX_SOCKETS, 1,023 by default).`,
    evidence: [
      measured('zmq_socket answered EMFILE.', failure?.count ?? 1, 'times'),
      measured('So many sockets are open; each has a monitor, which takes a place as well.', open, 'sockets'),
    ],
    remedies: [
      remedy('Close sockets that are not needed, or raise maxSockets of the context before the first one is made.'),
    ],
    severity: 5,
    sustainMs: 0,
    fromMs: failure?.atMs,
  };
}

/** Where the socket itself is open, its program was refused another one. */
function whatFailed({ info, figures }: SocketView, refused: number): string {
  if (figures.open === 1 && refused === 1) return `The program of ${name(info.id)} could not create another socket`;
  return `${name(info.id)}${refused > 1 ? ` and ${refused - 1} more` : ''} could not be created`;
}
