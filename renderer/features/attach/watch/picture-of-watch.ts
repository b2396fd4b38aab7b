import type { WatchedNow, WatchLook } from '../../../../shared/attach/attach-view.ts';
import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import { bytesFormat } from '../../../live/format.ts';
import { dashSpeed, worstState } from '../../graph/figures.ts';
import { byteVessel, type Picture, type PictureEnd, type PictureLane, type Vessel } from '../picture/picture-model.ts';
import { connectionState, outsideState, processOf, shortName } from './watch-words.ts';

/** More than these are listed, and not drawn. */
export const mostDrawn = 40;

/** The most that a vessel of a connection has held. */
type Peak = (connection: string, queue: 'send' | 'receive') => number;

/** Processes as ends, connections as links; what cannot be seen is drawn as what cannot be seen. */
export function pictureOfWatch(look: WatchLook, peak: Peak): Picture {
  const drawn = look.connections
    .toSorted((a, b) => Number(b.open) - Number(a.open))
    .slice(0, mostDrawn)
    .toSorted((a, b) => look.connections.indexOf(a) - look.connections.indexOf(b));
  const ends = new Map<string, PictureEnd>();
  for (const connection of drawn) {
    for (const side of ['from', 'to'] as const) {
      const id = endId(connection, side);
      if (!ends.has(id)) ends.set(id, endOf(look, connection, side, drawn));
    }
  }
  for (const { pid } of look.processes) {
    const id = `pid ${pid}`;
    if (drawn.length === 0 && !ends.has(id)) ends.set(id, loneEnd(look, pid));
  }
  return {
    ends: [...ends.values()],
    links: drawn.map((connection) => ({
      id: connection.id,
      name: `Connection from ${titleOf(look, connection, 'from')} to ${titleOf(look, connection, 'to')}, ${connection.endpoint}`,
      from: endId(connection, 'from'),
      to: endId(connection, 'to'),
      lanes: [laneOf(look, connection, peak)],
    })),
  };
}

type Side = 'from' | 'to';

/** A far end that cannot be seen into is told apart by its address. */
function endId(connection: WatchedNow, side: Side): string {
  const pid = side === 'from' ? connection.fromPid : connection.toPid;
  if (pid === null) return `at ${connection[side]}`;
  // A program that talks to itself stands at both sides.
  return side === 'to' && pid === connection.fromPid ? `pid ${pid} again` : `pid ${pid}`;
}

function titleOf(look: WatchLook, connection: WatchedNow, side: Side): string {
  const pid = side === 'from' ? connection.fromPid : connection.toPid;
  return shortName(processOf(look, pid)?.name) ?? (pid === null ? connection[side] : `process ${pid}`);
}

function endOf(look: WatchLook, connection: WatchedNow, side: Side, drawn: readonly WatchedNow[]): PictureEnd {
  const id = endId(connection, side);
  const pid = side === 'from' ? connection.fromPid : connection.toPid;
  const type = connection.socketTypes[side === 'from' ? 0 : 1];
  if (connection.abandonedBy === side) return abandonedEnd(look, connection, side);
  const touching = drawn.filter((each) => endId(each, 'from') === id || endId(each, 'to') === id);
  const accused = look.findings.find(({ subject, toMs }) => toMs === undefined && subject === String(pid));
  const state: FlowState =
    accused === undefined
      ? calm(worstState(touching.map((each) => connectionState(look, each))), touching)
      : outsideState(accused.code);
  return {
    id,
    title: titleOf(look, connection, side),
    type: type?.toUpperCase() ?? '',
    pid: pidText(pid),
    figure: pid === null ? 'out of sight' : cpuOf(look, pid),
    state,
    word: accused === undefined ? wordOf(look, pid, state) : (words[accused.code] ?? state),
  };
}

/** Its program is gone; the kernel still delivers what it had taken. */
const abandonedEnd = (look: WatchLook, connection: WatchedNow, side: Side): PictureEnd => ({
  id: endId(connection, side),
  title: titleOf(look, connection, side),
  type: '',
  pid: pidText(side === 'from' ? connection.fromPid : connection.toPid),
  figure: 'kernel sends on',
  state: 'disconnected',
  word: 'gone',
});

const words: Readonly<Record<string, string>> = {
  'slow-consumer': 'slow',
  'network-saturated': 'link full',
  'peer-lost': 'gone',
};

/** Only the accused process gets the colour of a fault; the others merely take part. */
function calm(state: FlowState, touching: readonly WatchedNow[]): FlowState {
  if (state === 'disconnected') return state;
  const moves = touching.some(
    ({ open, forward, backward }) => open && (forward.bytesPerSecond ?? 0) + (backward.bytesPerSecond ?? 0) > 0,
  );
  // An ipc link has no rate.
  const unknown = touching.some(({ open, forward }) => open && forward.bytesPerSecond === null);
  return moves || (unknown && state !== 'idle') ? 'flowing' : 'idle';
}

function wordOf(look: WatchLook, pid: number | null, state: FlowState): string {
  const process = processOf(look, pid);
  if (process === undefined) return state;
  if (process.state === 'gone') return 'ended';
  if (process.state === 'T') return 'stopped';
  return state;
}

const pidText = (pid: number | null): string => (pid === null ? '' : String(pid));

function cpuOf(look: WatchLook, pid: number): string {
  const cpu = processOf(look, pid)?.cpu ?? null;
  return cpu === null ? '' : `cpu ${Math.round(cpu * 100)}\u00a0%`;
}

function loneEnd(look: WatchLook, pid: number): PictureEnd {
  const name = shortName(processOf(look, pid)?.name) ?? `process ${pid}`;
  return {
    id: `pid ${pid}`,
    title: name,
    type: '',
    pid: String(pid),
    figure: '',
    state: 'idle',
    word: 'no connection',
  };
}

function laneOf(look: WatchLook, connection: WatchedNow, peak: Peak): PictureLane {
  const { id, forward, transport } = connection;
  const state = connectionState(look, connection);
  const perSecond = forward.bytesPerSecond ?? Number.NaN;
  const unread = transport === 'ipc' ? 'unread' : 'Recv-Q';
  return {
    reply: false,
    state,
    rate: perSecond > 0 ? `${bytesFormat.glance(perSecond)}/s` : '',
    // Bytes, not messages: some hundred of them go for one.
    speed: state === 'blocked' ? 0 : dashSpeed(perSecond / 256),
    vessels: [
      unseen('send queue'),
      byteVessel('kernel', 'Send-Q', forward.sendQueueBytes ?? Number.NaN, peak(id, 'send'), sendMeaning),
      byteVessel('kernel', unread, forward.receiveQueueBytes ?? Number.NaN, peak(id, 'receive'), receiveMeaning),
      unseen('receive queue'),
    ],
  };
}

export const sendMeaning =
  'Send-Q: bytes in the sending kernel that were not acknowledged yet. It grows when the network or the reader is slower than the sender.';
export const receiveMeaning =
  'Recv-Q: bytes that arrived and that the receiving program has not read. It grows when that program is slow.';

const unseen = (name: string): Vessel => ({
  name,
  kind: 'unseen',
  figure: '?',
  share: 0,
  meaning: `libzmq's own ${name}, up to its high-water mark, lies inside the program and cannot be seen from outside.`,
});
