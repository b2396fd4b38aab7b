import { answersLost, droppedAnswers } from '../dropped-answers.ts';
import { inferred, measured, remedy } from '../evidence.ts';
import { duration, known, messages, name } from '../figure-words.ts';
import type { Look, SocketView } from '../look.ts';
import { lastOf } from '../monitor.ts';
import type { Rule, Sign } from '../rule.ts';

/**
 * A request whose answer never comes: REQ waits for it for ever, or gives up and may not send again (EFSM); whoever asks more at
 * once (DEALER) only misses it. Where the asker itself is too slow for the answers, that is what is said (`slow-consumer`).
 */
export const replyLost: Rule = {
  code: 'reply-lost',
  reference: 'zmq_socket(3), ZMQ_REQ and ZMQ_REP; zmq_setsockopt(3), ZMQ_REQ_RELAXED and ZMQ_REQ_CORRELATE',
  rank: 60,
  holdMs: 2500,
  signs: (look) => look.sockets.flatMap((socket) => signsOf(look, socket)),
};

function signsOf(look: Look, client: SocketView): readonly Sign[] {
  if (client.info.type !== 'req') {
    return droppedAnswers(client);
  }
  const timeouts = known(client.figures.timeouts);
  const lost = answersLost(client.incoming);
  const stuckMs = look.running ? stuckSince(look, client) : undefined;
  return timeouts + lost > 0 || stuckMs !== undefined ? [signOf(look, client, timeouts, lost, stuckMs)] : [];
}

const patienceMs = 1500;

/** Since when a request has been waiting although the other end went away in the meantime. */
function stuckSince(look: Look, client: SocketView): number | undefined {
  const sinceMs = client.lastReceivedMs ?? client.openedMs;
  if (known(client.figures.requestsInFlight) < 1 || sinceMs === undefined || look.nowMs - sinceMs < patienceMs) {
    return undefined;
  }
  const servers = client.outgoing.map(({ to }) => to);
  const left = servers.some(
    ({ acts, goneMs }) =>
      (goneMs !== undefined && goneMs >= sinceMs - 500) ||
      acts.some(({ action, atMs }) => leaves.has(action) && atMs >= sinceMs - 500),
  );
  const disconnectedMs = lastOf(client, 'disconnect');
  return left || (disconnectedMs !== undefined && disconnectedMs >= sinceMs - 500) ? sinceMs : undefined;
}

const requests = (value: number): string => messages(value).replace('message', 'request');

const leaves = new Set(['close', 'kill', 'restart']);

function signOf(look: Look, client: SocketView, timeouts: number, lost: number, stuckMs: number | undefined): Sign {
  const id = name(client.info.id);
  const relaxed = client.spec?.options.relaxed === true;
  const waits = stuckMs === undefined ? 0 : look.nowMs - stuckMs;
  const sentence =
    stuckMs === undefined
      ? `${id} gave up ${requests(Math.max(timeouts, lost))}: ${Math.max(timeouts, lost) === 1 ? 'the answer' : 'the answers'} never came.`
      : `${id} has waited ${duration(waits)} for an answer that cannot come any more: its server went away with the request.`;
  return {
    subject: client.info.id,
    certainty: 'measured',
    sentence,
    evidence: [
      ...(timeouts > 0 ? [measured('Requests that it gave up.', timeouts, 'requests')] : []),
      ...(lost > 0 ? [measured('Answers that were proven lost.', lost, 'messages')] : []),
      ...(stuckMs === undefined ? [] : [measured('The last answer came so long ago.', waits, 'ms')]),
      ...(relaxed
        ? []
        : [inferred('A REQ may not send again before its answer has come (EFSM), so that one lost answer stops it.')]),
    ],
    remedies: relaxed
      ? [remedy('Wait longer, or make the server answer sooner.')]
      : [
          remedy('Let it send again without the answer, and tell late answers apart (counts from the next start).', {
            [`sockets.${client.info.id}.options.relaxed`]: true,
            [`sockets.${client.info.id}.options.correlate`]: true,
            [`sockets.${client.info.id}.options.receiveTimeout`]: 1000,
          }),
        ],
    severity: stuckMs === undefined ? 3 : 5,
    sustainMs: 0,
  };
}
