import type { TapLook } from '../../../../shared/attach/attach-view.ts';
import type { TapConnection, TapSide } from '../../../../shared/tap/tap-view.ts';
import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import { countFormat, rateFormat } from '../../../live/format.ts';
import { dashSpeed, openScale } from '../../graph/figures.ts';
import type { Picture, PictureEnd, PictureLane } from '../picture/picture-model.ts';

export const mostDrawn = 24;

type Peak = (connection: number, direction: 'forward' | 'backward') => number;

/** Clients on one side, the program behind the tap on the other; each connection has a lane for either direction that carries something. */
export function pictureOfTap(look: TapLook, peak: Peak): Picture {
  const drawn = look.connections
    .toSorted((a, b) => Number(a.closedAtMs !== null) - Number(b.closedAtMs !== null) || b.id - a.id)
    .slice(0, mostDrawn)
    .toSorted((a, b) => a.id - b.id);
  const server = serverEnd(look);
  // Who sends more stands on the left, as in the Lab.
  const serverSends = total(drawn, 'backward') > total(drawn, 'forward');
  return {
    ends: serverSends ? [server, ...drawn.map(clientEnd)] : [...drawn.map(clientEnd), server],
    links: drawn.map((connection) => ({
      id: String(connection.id),
      name: `Connection ${connection.id} of ${connection.client}, ${typesOf(connection)}`,
      from: serverSends ? server.id : clientId(connection),
      to: serverSends ? clientId(connection) : server.id,
      lanes: lanesOf(connection, serverSends, peak),
    })),
  };
}

/** `PUSH to PULL`, as far as both ends have said what they are. */
export const typesOf = ({ forward, backward }: TapConnection): string =>
  `${typeWord(forward)} and ${typeWord(backward)}`;

export const typeWord = ({ socketType, sealed }: TapSide): string =>
  socketType?.toUpperCase() ?? (sealed ? 'sealed by CURVE' : 'type not told yet');

const total = (connections: readonly TapConnection[], side: 'forward' | 'backward'): number =>
  connections.reduce((sum, each) => sum + each[side].bodyBytes, 0);

const clientId = ({ id }: TapConnection): string => `client ${id}`;

function clientEnd(connection: TapConnection): PictureEnd {
  const { client, forward, closedAtMs, id } = connection;
  return {
    id: clientId(connection),
    title: client === '' ? `client ${id}` : client,
    type: forward.socketType?.toUpperCase() ?? '',
    figure: `${countFormat.glance(forward.messages)} sent`,
    state: closedAtMs === null ? sideState(connection, 'forward') : 'disconnected',
    word: closedAtMs === null ? stageWord(forward) : 'closed',
  };
}

function serverEnd({ forward, connections, serverSocketType, unreachable }: TapLook): PictureEnd {
  const open = connections.filter(({ closedAtMs }) => closedAtMs === null).length;
  const type =
    serverSocketType ?? connections.find(({ backward }) => backward.socketType !== null)?.backward.socketType;
  const sent = connections.reduce((sum, { backward }) => sum + backward.messages, 0);
  return {
    id: 'server',
    title: forward.replace(/^tcp:\/\//, ''),
    type: type?.toUpperCase() ?? '',
    figure: `${countFormat.glance(sent)} sent`,
    state: unreachable === null ? (open > 0 ? 'flowing' : 'idle') : 'refused',
    word: unreachable === null ? (open > 0 ? `${open} connected` : 'waiting') : 'not reachable',
  };
}

const stageWord = ({ stage, protocol }: TapSide): string => (stage === 'traffic' ? (protocol ?? stage) : stage);

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
  const scale = Math.max(65_536, openScale(peak));
  return {
    reply,
    state,
    rate: side.messagesPerSecond > 0 ? rateFormat.glance(side.messagesPerSecond) : '',
    speed: state === 'blocked' ? 0 : dashSpeed(side.messagesPerSecond),
    vessels: [
      { name: 'in the tap', kind: 'tap', bytes: side.heldBytes, scale, meaning: heldMeaning },
      { name: 'kernel', kind: 'kernel', bytes: side.kernelBytes ?? Number.NaN, scale, meaning: kernelMeaning },
    ],
  };
}

export const heldMeaning =
  'Bytes that the tap has read and not passed on yet. It is kept small, so that the tap hides no backpressure.';
export const kernelMeaning = "Bytes in the kernel's queues of the tap's own two sockets.";

/** How one direction of a tapped connection is. */
export function sideState(connection: TapConnection, direction: 'forward' | 'backward'): FlowState {
  const side = connection[direction];
  if (connection.closedAtMs !== null) return 'disconnected';
  if (side.error !== null || side.stage === 'stopped') return 'refused';
  if (side.blockedShare >= 0.5) return 'blocked';
  if (side.limitedShare >= 0.5) return 'filling';
  return side.messagesPerSecond > 0 ? 'flowing' : 'idle';
}
