import type { EngineFailure } from '../../telemetry/telemetry.ts';
import { inferred, measured, remedy } from '../evidence.ts';
import { known, list, messages, name, rate } from '../figure-words.ts';
import { blocksWhenFull, type LinkView, type Look, neverCame, type SocketView } from '../look.ts';
import { lastOf, monitorOf } from '../monitor.ts';
import type { Rule, Sign } from '../rule.ts';

/** The way between two sockets is not there: a bind or connect that failed, nobody listening, or a link that passes nothing. */
export const transportFailure: Rule = {
  code: 'transport-failure',
  reference: 'zmq_bind(3), zmq_connect(3); zmq_tcp(7), zmq_ipc(7); zmq_socket_monitor(3)',
  rank: 80,
  holdMs: 1500,
  signs: (look) => [
    ...look.sockets.flatMap(failedEndpoint),
    ...look.links.flatMap((link) => downLink(look, link)),
    ...look.sockets.filter((socket) => findsNobody(look, socket)).map(nobodySign),
    ...look.links.flatMap((link) => queuesForNobody(look, link)),
  ],
};

/** Other rules explain these better. */
const explainedElsewhere = new Set(['EADDRINUSE', 'EMFILE', 'ENFILE']);

function failedEndpoint(socket: SocketView): readonly Sign[] {
  const failure = socket.failures.find(({ operation, code }) => {
    return (operation === 'bind' || operation === 'connect') && !explainedElsewhere.has(code);
  });
  if (failure !== undefined) {
    return [failureSign(socket, failure)];
  }
  const event = socket.events.find((one) => one.event === 'bind:error' && !explainedElsewhere.has(one.code));
  if (event === undefined) {
    return [];
  }
  const { code, detail, count, firstMs: atMs, endpoint } = event;
  return [
    failureSign(socket, { atMs, socket: socket.info.id, operation: 'bind', code, message: detail, endpoint, count }),
  ];
}

/** What the errno of a bind or connect means; libzmq's own text misleads for some. */
const meanings: Readonly<Record<string, string>> = {
  EACCES: 'no permission (a port below 1024, or a directory that is not yours)',
  EPERM: 'no permission',
  ENOENT: 'the directory of the ipc path is not there',
  ENOTDIR: 'a part of the ipc path is not a directory',
  ENAMETOOLONG: 'the ipc path is longer than 107 bytes',
  EAGAIN: 'the ipc path is longer than 107 bytes, or cannot be made',
  EADDRNOTAVAIL: 'the address belongs to no interface of this machine',
  ENODEV: 'there is no such interface',
  EINVAL: 'the endpoint is not well-formed',
  EPROTONOSUPPORT: 'libzmq knows no such transport',
  ENOCOMPATPROTO: 'this socket type cannot use that transport',
  ECONNREFUSED: 'nothing listens there',
};

function failureSign(socket: SocketView, failure: EngineFailure): Sign {
  const meaning = meanings[failure.code] ?? failure.message;
  const sentence = `${name(socket.info.id)} could not ${failure.operation} ${shortened(failure.endpoint, 60)}: ${shortened(meaning, 80)}.`;
  return {
    subject: socket.info.id,
    certainty: 'measured',
    sentence,
    evidence: [
      measured(
        `${failure.operation} answered ${failure.code} (${shortened(failure.message, 80)}).`,
        failure.count,
        'times',
      ),
    ],
    remedies: [remedy('Choose an endpoint that this machine can open, or leave it out: one is then chosen.')],
    severity: 6,
    sustainMs: 0,
    fromMs: failure.atMs,
  };
}

/** A link that is cut or stalled while somebody wants to send through it, or whose loss was proven to be of that. */
function downLink(look: Look, link: LinkView): readonly Sign[] {
  const robbed = link.flows.filter((flow) => flow.tally.of('transport-failure') !== undefined && !neverCame(flow));
  const deaths = robbed.flatMap(({ tally }) => tally.of('transport-failure') ?? []);
  const down = link.conditions?.cut === true || link.conditions?.stall === true;
  const wanted = [link.from, link.to].some(
    ({ figures }) => known(figures.offeredPerSecond) > 0 || known(figures.blockedShare) > 0,
  );
  if (!(look.running && down && wanted) && deaths.length === 0) {
    return [];
  }
  const lost = deaths.reduce((sum, { count }) => sum + count, 0);
  const cut = link.conditions?.cut === true;
  const offered = known(link.from.figures.offeredPerSecond);
  // Once producers have stopped, or the link passes again, what it took is what is left to say: also of one cut just before the end.
  const over = lost > 0 && !(down && look.running);
  const state = down ? (cut ? 'cut' : 'stalled') : 'down';
  return [
    {
      subject: link.id,
      certainty: 'measured',
      sentence: over
        ? `The link ${name(link.id)} was ${state}: ${messages(lost, 'were')} lost on the way to ${list([...new Set(robbed.map(({ to }) => name(to.info.id)))])}.`
        : `The link ${name(link.id)} is ${state}: nothing reaches ${name(link.to.info.id)} while ${name(link.from.info.id)} ${offered > 0 ? `offers ${rate(offered)}` : 'waits to send'}.`,
      evidence: [
        ...(down
          ? [
              measured(
                cut
                  ? 'The connection is closed and not let in again.'
                  : 'The connection is open (half-open), and no byte passes.',
              ),
            ]
          : []),
        ...(deaths.length > 0 ? [measured('So many messages are proven lost by it.', lost, 'messages')] : []),
      ],
      remedies: down
        ? [remedy('Let the link pass again.', { [`links.${link.id}.conditions.${cut ? 'cut' : 'stall'}`]: false })]
        : [],
      severity: lost > 0 ? 6 : 4,
      sustainMs: over ? 0 : 500,
      ...(over
        ? { fromMs: Math.min(...deaths.map(({ fromMs }) => fromMs)), toMs: Math.max(...deaths.map(({ toMs }) => toMs)) }
        : {}),
    },
  ];
}

/** Tries and tries, has never had a handshake, no link of it is cut, and no socket is still to come that would listen. */
function findsNobody(look: Look, socket: SocketView): boolean {
  const { handshakes, retries } = monitorOf(socket);
  const triesMs = lastOf(socket, 'connect:retry') ?? lastOf(socket, 'connect:delay') ?? 0;
  const openMs = look.nowMs - (socket.openedMs ?? look.nowMs);
  const trying =
    handshakes === 0 &&
    known(socket.figures.peers) === 0 &&
    retries >= 3 &&
    openMs > 2000 &&
    look.nowMs - triesMs < 3000;
  const shouldMeet = socket.links.every(
    ({ from, to, conditions }) => conditions?.cut !== true && listensBy(look, from) && listensBy(look, to),
  );
  return look.running && trying && shouldMeet;
}

/** Open for long enough that a connect would have found it. */
const listensBy = (look: Look, socket: SocketView) => look.nowMs - (socket.openedMs ?? look.nowMs) > 1500;

function nobodySign(socket: SocketView): Sign {
  const endpoint =
    socket.spec?.connect[0] ?? socket.events.find(({ event }) => event === 'connect:retry')?.endpoint ?? 'its endpoint';
  return {
    subject: socket.info.id,
    certainty: 'measured',
    sentence: `${name(socket.info.id)} finds nobody at ${shortened(endpoint, 70)}: it tries again and again, and no handshake was ever made.`,
    evidence: [measured('So many times it tried again (connect:retry).', monitorOf(socket).retries, 'times')],
    remedies: [remedy('Start the program that binds there, or connect to where it binds.')],
    severity: 3,
    sustainMs: 500,
  };
}

/** A socket that connects hands its peer a share of the messages before that peer is there for the first time. */
function queuesForNobody(look: Look, { id, connecter, flows }: LinkView): readonly Sign[] {
  return flows.flatMap((flow) => {
    const { from, to, figures, tally } = flow;
    const died = tally.of('transport-failure');
    const waiting = look.running ? known(figures.queued) : (died?.count ?? 0);
    if (from !== connecter || !neverCame(flow) || !blocksWhenFull(flow) || waiting === 0) return [];
    const [keeper, awaited] = [name(from.info.id), name(to.info.id)];
    return [
      {
        subject: id,
        certainty: 'inferred',
        sentence: look.running
          ? `${awaited} is not there yet: ${messages(waiting, 'wait')} for it in a queue of ${keeper}.`
          : `${awaited} never came: ${messages(waiting, 'were')} lost that ${keeper} had queued for it.`,
        evidence: [
          inferred(
            'A socket that connects has a queue for its peer at once, and fills it in turn up to the send mark.',
          ),
          inferred('So many were sent that nobody else got.', waiting, 'messages'),
        ],
        remedies: [
          remedy(`Let ${keeper} send only to peers that are there (immediate).`, {
            [`sockets.${from.info.id}.options.immediate`]: true,
          }),
          ...((to.spec?.startAtMs ?? 0) > 0
            ? [remedy(`Start ${awaited} with the run.`, { [`sockets.${to.info.id}.startAtMs`]: 0 })]
            : []),
        ],
        severity: 4,
        sustainMs: look.running ? 1000 : 0,
        fromMs: from.spec?.startAtMs ?? 0,
      },
    ];
  });
}

const shortened = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
