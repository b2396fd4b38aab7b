import { reads } from './bottleneck.ts';
import { inferred, measured, remedy } from './evidence.ts';
import { figure, known, list, messages, name, were } from './figure-words.ts';
import type { FlowView, SocketView } from './look.ts';
import type { Sign } from './rule.ts';

/** Answers that were proven lost on these flows and that no slow asker explains. */
export const answersLost = (flows: readonly FlowView[]): number =>
  flows.reduce((sum, { tally }) => sum + (tally.of('reply-lost')?.count ?? 0), 0);

const answers = (value: number): string => messages(value).replace('message', 'answer');

/** Answers to one who asks without waiting (DEALER): REP discards what its queue to the asker cannot take, as ROUTER does. */
export function droppedAnswers(client: SocketView): readonly Sign[] {
  const flows = client.incoming.filter(({ tally }) => tally.of('reply-lost') !== undefined);
  return flows.length === 0 ? [] : [signOf(client, flows)];
}

function signOf(client: SocketView, flows: readonly FlowView[]): Sign {
  const lost = answersLost(flows);
  const id = name(client.info.id);
  const servers = list([...new Set(flows.map(({ from }) => name(from.info.id)))], 2);
  const left = flows.every(({ from, to }) => hasLeft(from) || hasLeft(to));
  const deaths = flows.flatMap(({ tally }) => tally.of('reply-lost') ?? []);
  return {
    subject: client.info.id,
    certainty: 'measured',
    sentence: left
      ? `${answers(lost)} from ${servers} to ${id} ${were(lost)} lost with the end that went away.`
      : `${answers(lost)} to ${id} ${were(lost)} dropped at ${servers}: the queue to ${id} had no room when they were due.`,
    evidence: [
      measured('Answers that were sent and never arrived.', lost, 'messages'),
      ...(left ? [] : queueEvidence(flows)),
    ],
    remedies: left
      ? [remedy('Ask again for what was not answered in time: nobody else remembers it.')]
      : remediesOf(client, flows),
    severity: 4,
    sustainMs: 0,
    fromMs: Math.min(...deaths.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...deaths.map(({ toMs }) => toMs)),
  };
}

const leaves = new Set(['close', 'kill', 'restart']);
const hasLeft = ({ acts, goneMs }: SocketView): boolean =>
  goneMs !== undefined || acts.some(({ action }) => leaves.has(action));

function queueEvidence(flows: readonly FlowView[]) {
  const { sendMark = 0, receiveMark = 0 } = flows[0]?.figures ?? {};
  const waiting = outstanding(flows);
  return [
    inferred(
      `A REP looks for room for an answer when it takes the request, and where there is none drops it and tells nobody: its queue takes ${figure(sendMark)} and the asker’s ${figure(receiveMark)}, with what lies between.`,
    ),
    ...(waiting > 0 ? [measured(`Up to ${figure(waiting)} requests waited at once.`, waiting, 'messages')] : []),
  ];
}

/** The most requests that waited for one of these servers at once. */
const outstanding = (flows: readonly FlowView[]): number =>
  Math.max(
    0,
    ...flows.map(({ from, to }) =>
      Math.max(0, ...to.outgoing.filter((flow) => flow.to === from).map(({ trend }) => known(trend.peakQueued))),
    ),
  );

/** Room for all that may be asked at once (credit comes back in halves of a mark), a faster reader, or fewer questions. */
function remediesOf(client: SocketView, flows: readonly FlowView[]) {
  const id = client.info.id;
  const mark = Math.max(1000, 2 * Math.ceil(outstanding(flows)));
  const marks = Object.fromEntries(
    flows.map(({ from }) => [`sockets.${from.info.id}.options.sendHighWaterMark`, mark]),
  );
  const slow = !reads(client) || (client.spec?.consume?.serviceMs ?? 0) > 0;
  return [
    remedy(`Let the queues of the answers hold ${figure(mark)}.`, {
      ...marks,
      [`sockets.${id}.options.receiveHighWaterMark`]: mark,
    }),
    ...(slow ? [remedy(`Let ${name(id)} read its answers at once.`, { [`sockets.${id}.consume.serviceMs`]: 0 })] : []),
    ...((client.spec?.produce?.burst ?? 1) > 1
      ? [remedy(`Let ${name(id)} ask one by one.`, { [`sockets.${id}.produce.burst`]: 1 })]
      : [remedy('Ask less at once: count the answers, and keep few requests outstanding.')]),
  ];
}
