import { inferred, measured, remedy } from '../evidence.ts';
import { figure, known, name } from '../figure-words.ts';
import type { FlowView } from '../look.ts';
import { monitorOf } from '../monitor.ts';
import type { Rule, Sign } from '../rule.ts';
import { partBytes, tooLarge } from '../too-large.ts';

/** A receiver disconnects the peer whose message is larger than its ZMQ_MAXMSGSIZE; that message, and what follows it, is lost. */
export const messageTooLarge: Rule = {
  code: 'message-too-large',
  reference: 'zmq_setsockopt(3), ZMQ_MAXMSGSIZE',
  rank: 88,
  holdMs: 2000,
  signs: (look) => {
    const signs = look.flows.filter(isCutOff).map(signOf);
    return [...new Map(signs.map((sign) => [sign.subject, sign])).values()];
  },
};

/** Something was sent that cannot pass, and the connection broke or nothing came. */
function isCutOff(flow: FlowView): boolean {
  const { sent, delivered, lostProven } = flow.figures;
  const sentAny = known(sent) > 0 || known(flow.from.figures.accepted) > 0;
  const broke = monitorOf(flow.to).disconnects > 0 || monitorOf(flow.from).disconnects > 0;
  return tooLarge(flow) && sentAny && (broke || (known(delivered) === 0 && known(lostProven) > 0));
}

function signOf(flow: FlowView): Sign {
  const { from, to } = flow.info;
  const bytes = partBytes(flow);
  const limit = Number(flow.to.spec?.options.maxMessageSize);
  return {
    subject: to,
    certainty: 'measured',
    sentence: `${name(to)} takes messages of at most ${figure(limit)} bytes; ${name(from)} sends ${figure(bytes)}: each one breaks the connection and is lost.`,
    evidence: [
      measured(`maxMessageSize of ${name(to)} is ${figure(limit)}.`, limit, 'bytes'),
      measured(`${name(from)} sends parts of ${figure(bytes)} bytes.`, bytes, 'bytes'),
      measured('So often the connection broke.', monitorOf(flow.to).disconnects, 'disconnects'),
      inferred('The sender is told nothing: it connects again and sends the next one.'),
    ],
    remedies: [
      remedy(`Let ${name(to)} take ${figure(bytes)} bytes (counts from the next connection).`, {
        [`sockets.${to}.options.maxMessageSize`]: bytes,
      }),
      ...(limit >= 64 ? [remedy(`Send ${figure(limit)} bytes.`, { [`sockets.${from}.produce.size`]: limit })] : []),
    ],
    severity: 5,
    sustainMs: 0,
  };
}
