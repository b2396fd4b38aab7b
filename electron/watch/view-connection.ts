import type { SocketType } from '../../shared/scenario/socket-type.ts';
import {
  bytesSinceFirstLook,
  type ConnectionHistory,
  directionView,
  figuresOf,
  queuePoints,
  windowMs,
} from '../../shared/watch/connection-history.ts';
import type { JudgedDirection, JudgedEnd } from '../../shared/watch/judged-direction.ts';
import { isSelfConnected, type LinkEnd } from '../../shared/watch/link-ends.ts';
import type { WatchedConnection, WatchedProcess } from '../../shared/watch/watch-view.ts';
import { onlyPeerOf } from './socket-types.ts';

type ProcessView = (pid: number | undefined) => WatchedProcess | undefined;

export const viewConnection = (
  history: ConnectionHistory,
  processOf: ProcessView,
  typeOf: (endpoint: string) => SocketType | undefined,
): WatchedConnection => {
  const { ends, binderSends } = history;
  const bound = typeOf(ends.endpoint);
  const peer = onlyPeerOf(bound);
  const binder = {
    text: nameEnd(ends.binder, ends.binderAddress),
    pid: visiblePid(ends.binder, processOf),
    type: bound ?? null,
  };
  const connector = {
    text: nameEnd(ends.connector, ends.connectorAddress),
    pid: visiblePid(ends.connector, processOf),
    type: peer ?? null,
  };
  const [from, to] = binderSends ? [binder, connector] : [connector, binder];
  return {
    id: history.id,
    transport: ends.transport,
    endpoint: ends.endpoint,
    from: from.text,
    to: to.text,
    fromPid: from.pid,
    toPid: to.pid,
    abandonedBy: abandonedBy(history),
    direction: history.directionMeasured ? 'measured' : 'assumed',
    socketTypes: [from.type, to.type],
    messages: null,
    bytes: bytesSinceFirstLook(history) ?? null,
    open: history.open,
    forward: directionView(figuresOf(history, binderSends)),
    backward: directionView(figuresOf(history, !binderSends)),
    history: queuePoints(history),
  };
};

const abandonedBy = ({ ends, binderSends, open }: ConnectionHistory): 'from' | 'to' | null => {
  if (!open || !(ends.binder?.orphaned || ends.connector?.orphaned)) return null;
  return (ends.binder?.orphaned ?? false) === binderSends ? 'from' : 'to';
};

/** Both directions of a connection. One that is not established any more says nothing of its reader; nobody reads for the heir of a dead program. */
export const judgedDirections = (history: ConnectionHistory, processOf: ProcessView): readonly JudgedDirection[] => {
  const { ends } = history;
  if (ends.binder?.established === false || ends.connector?.established === false) return [];
  if (isSelfConnected(ends)) return [];
  const former = [ends.binder, ends.connector].map((end) => processOf(end?.inheritedFrom));
  if (former.some((seen) => seen?.state === 'gone')) return [];
  const atMs = history.looks.at(-1)?.atMs ?? 0;
  const binder = judgedEnd(ends.binder, ends.binderAddress, processOf, atMs);
  const connector = judgedEnd(ends.connector, ends.connectorAddress, processOf, atMs);
  const common = { connection: history.id, endpoint: ends.endpoint, transport: ends.transport };
  return [
    { ...common, sender: binder, receiver: connector, figures: figuresOf(history, true) },
    { ...common, sender: connector, receiver: binder, figures: figuresOf(history, false) },
  ];
};

const judgedEnd = (end: LinkEnd | undefined, address: string, processOf: ProcessView, atMs: number): JudgedEnd => {
  const seen = processOf(end?.pid);
  const stoppedAgoMs = seen?.stoppedAtMs == null ? undefined : Math.max(0, atMs - seen.stoppedAtMs);
  return {
    ...{ pid: end?.pid, name: seen?.name, address, state: seen?.state, cpu: seen?.cpu ?? undefined },
    stoppedAgoMs: stoppedAgoMs !== undefined && stoppedAgoMs < windowMs ? stoppedAgoMs : undefined,
  };
};

const nameEnd = (end: LinkEnd | undefined, address: string): string =>
  end?.pid === undefined ? address : String(end.pid);

const visiblePid = (end: LinkEnd | undefined, processOf: ProcessView): number | null =>
  processOf(end?.pid)?.pid ?? end?.pid ?? null;
