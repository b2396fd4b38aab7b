import { count } from '../diagnosis/figure-words.ts';
import type { Evidence, Finding } from '../report/finding.ts';
import type { ConnectionHistory } from './connection-history.ts';
import type { LinkEnd } from './link-ends.ts';
import type { WatchedProcess } from './watch-view.ts';

type View = (pid: number | undefined) => WatchedProcess | undefined;

/**
 * A connection that lost the process at one end: it went away with it, or is left to the kernel, which delivers what it had
 * taken, or to a child that inherited it. Undefined while that is not so, and where a program closed it and ended later.
 */
export const peerLost = (history: ConnectionHistory, view: View): Finding | undefined =>
  (history.open ? inherited(history, view) : undefined) ?? left(history, view);

/** A child that was forked has the socket, but not the threads that read it. */
const inherited = (history: ConnectionHistory, view: View): Finding | undefined => {
  const { binder, connector } = history.ends;
  const [end, other] = binder?.inheritedFrom === undefined ? [connector, binder] : [binder, connector];
  const [former, heir] = [view(end?.inheritedFrom), view(end?.pid)];
  if (former?.state !== 'gone' || heir === undefined || heir.state === 'gone') return undefined;
  return lost(former, former.endedAtMs ?? 0, view(other?.pid), history, [
    {
      sentence: `process ${heir.pid} (${heir.name}) inherited its socket and holds the connection open: libzmq at the other end does not notice, and nobody reads`,
      certainty: 'measured',
    },
  ]);
};

const left = (history: ConnectionHistory, view: View): Finding | undefined => {
  const last = history.looks.at(-1);
  const binder = view(last?.ends.binder?.pid);
  const connector = view(last?.ends.connector?.pid);
  const gone = [binder, connector].filter((end) => end?.state === 'gone');
  const [dead] = gone;
  const leftAtMs = history.orphanedAtMs ?? history.closedAtMs;
  if (leftAtMs === undefined || last === undefined || dead === undefined || gone.length !== 1) return undefined;
  // Its sockets go first: a look can come between them and it.
  if ((dead.endedAtMs ?? 0) > (history.confirmedAtMs ?? leftAtMs)) return undefined;
  const bytes = inKernel(last.ends.binder) + inKernel(last.ends.connector);
  const evidence = history.open ? stillDelivered(bytes) : goneWithIt(bytes, leftAtMs - last.atMs);
  return lost(dead, dead.endedAtMs ?? leftAtMs, dead === binder ? connector : binder, history, evidence);
};

const inKernel = (end: LinkEnd | undefined): number => (end?.receiveQueueBytes ?? 0) + (end?.sendQueueBytes ?? 0);

const lost = (
  dead: WatchedProcess,
  atMs: number,
  survivor: WatchedProcess | undefined,
  { ends }: ConnectionHistory,
  evidence: readonly Evidence[],
): Finding => {
  const whom = survivor === undefined ? 'its peer' : `process ${survivor.pid} (${survivor.name})`;
  return {
    code: 'peer-lost',
    subject: String(dead.pid),
    certainty: 'measured',
    sentence: `Process ${dead.pid} (${dead.name}) ended ${(atMs / 1000).toFixed(1)} s into the watch while connected to ${whom} over ${ends.endpoint}.`,
    evidence,
    remedies: [
      { sentence: 'Restart it; libzmq connects again by itself. Look into its log for why it ended.', set: {} },
    ],
    fromMs: atMs,
    toMs: atMs,
    rank: 80,
  };
};

const stillDelivered = (left: number): readonly Evidence[] => [
  {
    sentence: 'the process is gone from the process table; its connection is left to the kernel',
    certainty: 'measured',
  },
  {
    sentence: `${count(left)} bytes stand in the kernel, and what it sent of them still arrives; what its libzmq had queued went with it`,
    certainty: 'inferred',
    value: left,
    unit: 'bytes',
  },
];

const goneWithIt = (left: number, sinceMs: number): readonly Evidence[] => [
  { sentence: 'the process is gone from the process table, and its connection with it', certainty: 'measured' },
  {
    sentence: `${count(left)} bytes stood in the kernel at the last look before, ${(Math.max(0, sinceMs) / 1000).toFixed(1)} s earlier; what was on the way to it is lost`,
    certainty: left > 0 ? 'inferred' : 'measured',
    value: left,
    unit: 'bytes',
  },
];
