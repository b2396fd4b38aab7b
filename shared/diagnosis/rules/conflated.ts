import { inferred, measured, remedy } from '../evidence.ts';
import { known, messages, name } from '../figure-words.ts';
import type { FlowView, SocketView } from '../look.ts';
import { isConflated } from '../pressure.ts';
import type { Rule, Sign } from '../rule.ts';

/** ZMQ_CONFLATE keeps the newest message only: the others are lost by design, and parts of a message too. */
export const conflated: Rule = {
  code: 'conflated',
  reference: 'zmq_setsockopt(3), ZMQ_CONFLATE',
  rank: 85,
  holdMs: 2500,
  signs: (look) => {
    const losing = look.flows.filter((flow) => isConflated(flow) && lostOf(flow) >= 1);
    const owners = [...new Set(losing.map(ownerOf))];
    return owners.map((owner) =>
      signOf(
        owner,
        losing.filter((flow) => ownerOf(flow) === owner),
      ),
    );
  },
};

/** Before a receiver has read anything at all, no sequence number tells; that only one message can wait, does. */
const lostOf = ({ figures }: FlowView) =>
  known(figures.lostProven) + known(figures.joined === 1 ? figures.lostInferred : figures.lostEstimated);
const ownerOf = (flow: FlowView): SocketView => (flow.to.spec?.options.conflate === true ? flow.to : flow.from);

function signOf(owner: SocketView, flows: readonly FlowView[]): Sign {
  const lost = Math.floor(flows.reduce((sum, flow) => sum + lostOf(flow), 0));
  const proven = flows.reduce((sum, { figures }) => sum + known(figures.lostProven), 0);
  const parts = Math.max(...flows.map((flow) => flow.from.spec?.produce?.frames ?? 1));
  const id = name(owner.info.id);
  return {
    subject: owner.info.id,
    certainty: proven >= 1 ? 'measured' : 'inferred',
    sentence: `${id} keeps only the newest message (conflate): ${messages(lost, 'were')} replaced before ${lost === 1 ? 'it was' : 'they were'} read.`,
    evidence: [
      ...(proven >= 1 ? [measured('So many sequence numbers never arrived.', proven, 'messages')] : []),
      inferred('With conflate a queue holds one message, whatever the marks say.', 1, 'messages'),
      ...(parts > 1
        ? [measured('Messages have several parts, and conflate keeps only one of them.', parts, 'parts')]
        : []),
    ],
    remedies: [
      remedy(`Let ${id} keep all messages (counts from the next start).`, {
        [`sockets.${owner.info.id}.options.conflate`]: false,
      }),
    ],
    severity: 4,
    sustainMs: 0,
  };
}
