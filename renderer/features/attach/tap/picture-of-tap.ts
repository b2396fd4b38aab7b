import type { TapLook } from '../../../../shared/attach/attach-view.ts';
import { isLimited } from '../../../../shared/tap/limited-side.ts';
import type { TapConnection, TapSide } from '../../../../shared/tap/tap-view.ts';
import { isOldZmtp, isUndecoded } from '../../../../shared/tap/undecoded.ts';
import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import { bytesFormat, countFormat, rateFormat } from '../../../live/format.ts';
import { dashSpeed, worstState } from '../../graph/figures.ts';
import { byteVessel, type Picture, type PictureEnd, type PictureLane } from '../picture/picture-model.ts';
import { outsideState, shortName } from '../watch/watch-words.ts';
import { waitingBytes } from './tap-store.ts';

export const mostDrawn = 24;

type Peak = (connection: number, direction: 'forward' | 'backward') => number;

/** Clients on one side, the program behind the tap on the other; each connection has a lane for either direction that carries something. */
export function pictureOfTap(look: TapLook, peak: Peak): Picture {
  const drawn = look.connections
    .toSorted((a, b) => Number(a.closedAtMs !== null) - Number(b.closedAtMs !== null) || b.id - a.id)
    .slice(0, mostDrawn)
    .toSorted((a, b) => a.id - b.id);
  const server = serverEnd(look);
  const clients = drawn.map((connection) => clientEnd(look, connection));
  // Who sends more stands on the left, as in the Lab.
  const serverSends = total(drawn, 'backward') > total(drawn, 'forward');
  return {
    ends: serverSends ? [server, ...clients] : [...clients, server],
    links: drawn.map((connection) => ({
      id: String(connection.id),
      name: `Connection ${connection.id} of ${connection.client}, ${typesOf(connection)}`,
      from: serverSends ? server.id : clientId(connection),
      to: serverSends ? clientId(connection) : server.id,
      lanes: lanesOf(connection, serverSends, peak),
    })),
  };
}

/** Who sends more, and the other. */
export const senderFirst = ({ forward, backward }: TapConnection): readonly [TapSide, TapSide] =>
  backward.messages > forward.messages || (isUndecoded(backward) && backward.bytes > forward.bytes)
    ? [backward, forward]
    : [forward, backward];

/** `PUSH to PULL`, as far as both ends have said what they are. */
const typesOf = ({ forward, backward }: TapConnection): string => `${typeWord(forward)} and ${typeWord(backward)}`;

export const typeWord = ({ socketType, sealed }: TapSide): string =>
  socketType?.toUpperCase() ?? (sealed ? 'sealed by CURVE' : 'type not told yet');

const total = (connections: readonly TapConnection[], side: 'forward' | 'backward'): number =>
  connections.reduce((sum, each) => sum + (isUndecoded(each[side]) ? each[side].bytes : each[side].bodyBytes), 0);

const clientId = ({ id }: TapConnection): string => `client ${id}`;

function clientEnd(look: TapLook, connection: TapConnection): PictureEnd {
  const { client, forward, backward, closedAtMs, id } = connection;
  const open = closedAtMs === null;
  const accused = open ? accusation(look, client) : undefined;
  const state = accused ?? (open ? calm([connection]) : 'disconnected');
  return {
    id: clientId(connection),
    title: client === '' ? `client ${id}` : endTitle(look, client),
    type: forward.socketType?.toUpperCase() ?? '',
    pid: pidOf(look, client),
    figure: countsOf(carried(forward), carried(backward)),
    state,
    word: open ? (accused === 'blocked' ? 'slow' : stageWord(forward, state)) : 'closed',
  };
}

function serverEnd(look: TapLook): PictureEnd {
  const { forward, connections, omitted, serverSocketType, unreachable } = look;
  const open = connections.filter(({ closedAtMs }) => closedAtMs === null);
  const told = connections.find(({ backward }) => backward.socketType !== null)?.backward.socketType;
  const sum = (side: 'forward' | 'backward') => {
    const sides = connections.map((each) => each[side]);
    return {
      messages: sides.reduce((all, { messages }) => all + messages, omitted[side].messages),
      bytes: sides.reduce((all, { bytes }) => all + bytes, omitted[side].bytes),
      undecoded: sides.length > 0 && sides.every(isUndecoded),
    };
  };
  const accused = accusation(look, forward);
  return {
    id: 'server',
    title: endTitle(look, forward),
    type: (serverSocketType ?? told)?.toUpperCase() ?? '',
    pid: pidOf(look, forward),
    figure: countsOf(sum('backward'), sum('forward')),
    state: unreachable === null ? (accused ?? calm(open)) : 'refused',
    word: unreachable === null ? (accused === 'blocked' ? 'slow' : `${open.length} connected`) : 'not reachable',
  };
}

/** The program where it is known, else the address. */
const endTitle = ({ programs }: TapLook, endpoint: string): string =>
  shortName(programs[endpoint]?.name) ?? endpoint.replace(/^(tcp|ipc):\/\//, '');

const pidOf = ({ programs }: TapLook, endpoint: string): string => programs[endpoint]?.pid.toString() ?? '';

const countsOf = (sent: Carried, received: Carried): string => {
  if (sent.undecoded && received.undecoded) return `${bytesFormat.glance(sent.bytes + received.bytes)}\u00a0passed`;
  return sent.messages >= received.messages
    ? `${countFormat.glance(sent.messages)}\u00a0sent`
    : `${countFormat.glance(received.messages)}\u00a0received`;
};

interface Carried {
  readonly messages: number;
  readonly bytes: number;
  readonly undecoded: boolean;
}

const carried = (side: TapSide): Carried => ({ ...side, undecoded: isUndecoded(side) });

/** The look of what is found out about this end. */
function accusation({ findings }: TapLook, subject: string): FlowState | undefined {
  const finding = findings.find((each) => each.subject === subject && each.toMs === undefined);
  return finding && outsideState(finding.code);
}

/** Whoever is not accused merely takes part. */
function calm(connections: readonly TapConnection[]): FlowState {
  const state = worstState(connections.flatMap((each) => [sideState(each, 'forward'), sideState(each, 'backward')]));
  return state === 'idle' || state === 'refused' ? state : 'flowing';
}

/** Before messages can pass, how far the two have come with each other. */
const stageWord = (side: TapSide, state: FlowState): string =>
  side.stage === 'traffic' || (isUndecoded(side) && isOldZmtp(side)) ? state : side.stage;

function lanesOf(connection: TapConnection, serverSends: boolean, peak: Peak): readonly PictureLane[] {
  const main = serverSends ? 'backward' : 'forward';
  const other = serverSends ? 'forward' : 'backward';
  const talksBack = connection[other].messages > 0;
  const lane = (direction: 'forward' | 'backward', reply: boolean): PictureLane =>
    laneOf(connection, direction, reply, peak(connection.id, direction));
  return talksBack ? [lane(main, false), lane(other, true)] : [lane(main, false)];
}

function laneOf(
  connection: TapConnection,
  direction: 'forward' | 'backward',
  reply: boolean,
  peak: number,
): PictureLane {
  const side = connection[direction];
  const state = sideState(connection, direction);
  return {
    reply,
    state,
    rate: side.messagesPerSecond > 0 ? rateFormat.glance(side.messagesPerSecond) : '',
    speed: state === 'blocked' ? 0 : dashSpeed(side.messagesPerSecond),
    vessels: [
      byteVessel('tap', 'in the tap', side.heldBytes, peak, heldMeaning),
      byteVessel('kernel', 'kernel', side.kernelBytes ?? Number.NaN, peak, kernelMeaning),
    ],
  };
}

export const heldMeaning =
  'Bytes that the tap has read and not passed on yet. It is kept small, so that the tap hides no backpressure.';
export const kernelMeaning = "Bytes in the kernel's queues of the tap's own two sockets.";

/** What the kernel holds for an instant at any rate, and for how many seconds' worth of traffic. */
const littleBytes = 65_536;
const shortWait = 0.1;

/** How one direction of a tapped connection is. */
export function sideState(connection: TapConnection, direction: 'forward' | 'backward'): FlowState {
  const side = connection[direction];
  if (connection.closedAtMs !== null) return 'disconnected';
  const old = isUndecoded(side) && isOldZmtp(side);
  if (side.error !== null || (side.stage === 'stopped' && !old)) return 'refused';
  if (side.blockedShare >= 0.5) return 'blocked';
  const waiting = waitingBytes(side);
  const waits = waiting > littleBytes && waiting > side.bytesPerSecond * shortWait;
  if (isLimited(side) || waits) return 'filling';
  return side.messagesPerSecond > 0 || (old && side.bytesPerSecond > 0) ? 'flowing' : 'idle';
}
