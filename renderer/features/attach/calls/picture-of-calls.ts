import type { ExecConnection, ExecProcess, ExecView } from '../../../../shared/exec/exec-view.ts';
import type { FlowState } from '../../../../shared/telemetry/fields.ts';
import { countFormat, rateFormat } from '../../../live/format.ts';
import { dashSpeed } from '../../graph/figures.ts';
import type { Picture, PictureEnd, PictureLane } from '../picture/picture-model.ts';
import { outsideState, shortName } from '../watch/watch-words.ts';

export const mostDrawn = 40;

/** Messages per second that a connection took lately; NaN when it is not known. */
type SentRate = (connection: string) => number;

/** Counted programs as ends; between them what was sent and not delivered yet. */
export function pictureOfCalls(shown: ExecView, over: boolean, sentRate: SentRate): Picture {
  const view = over ? endedView(shown) : shown;
  const drawn = view.connections.slice(0, mostDrawn);
  const ends = new Map<string, PictureEnd>();
  for (const connection of drawn) {
    for (const [id, end] of [
      [connection.from, connection.from],
      [farEnd(connection), connection.to],
    ] as const)
      if (!ends.has(id)) ends.set(id, { ...endOf(view, end), id });
  }
  for (const { pid } of view.processes.slice(0, mostDrawn)) {
    const id = String(pid);
    if (!ends.has(id)) ends.set(id, endOf(view, id));
  }
  return {
    ends: [...ends.values()],
    links: drawn.map((connection) => ({
      id: connection.id,
      name: `Connection from ${endTitle(view, connection.from)} to ${endTitle(view, connection.to)}, ${connection.endpoint}`,
      from: connection.from,
      to: farEnd(connection),
      lanes: [laneOf(view, connection, sentRate(connection.id))],
    })),
  };
}

/** The last look before the session was gone: nobody of it runs any more. */
const endedView = (view: ExecView): ExecView => ({
  ...view,
  processes: view.processes.map((process) => ({ ...process, running: false })),
});

/** A program that talks to itself stands at both sides. */
const farEnd = ({ from, to }: ExecConnection): string => (from === to ? `${to} again` : to);

/** The latest, where a process ran one program after another. */
const processOf = ({ processes }: ExecView, id: string): ExecProcess | undefined =>
  processes.filter(({ pid }) => String(pid) === id).at(-1);

export const endTitle = (view: ExecView, id: string): string => shortName(processOf(view, id)?.name) ?? id;

function endOf(view: ExecView, id: string): PictureEnd {
  const process = processOf(view, id);
  const finding = view.findings.find(({ subject, toMs }) => subject === id && toMs === undefined);
  const types = [...new Set(process?.sockets.map(({ type }) => type) ?? [])];
  const running = process?.running === true;
  return {
    id,
    title: endTitle(view, id),
    type: types.length === 1 ? (types[0]?.toUpperCase() ?? '') : '',
    pid: process === undefined ? '' : String(process.pid),
    figure: process === undefined ? 'not counted' : countsOf(process),
    state: finding !== undefined ? outsideState(finding.code) : running ? 'flowing' : 'disconnected',
    word: wordOf(process, finding?.code),
  };
}

function wordOf(process: ExecProcess | undefined, code: string | undefined): string {
  if (process === undefined) return 'out of sight';
  if (code === 'slow-consumer') return 'slow';
  if (process.running) return 'running';
  return process.exitCode === null || process.exitCode === 0 ? 'ended' : `ended with ${process.exitCode}`;
}

function countsOf({ sockets }: ExecProcess): string {
  const sent = sockets.reduce((sum, socket) => sum + socket.sent.messages, 0);
  const received = sockets.reduce((sum, socket) => sum + socket.received.messages, 0);
  return sent >= received ? `${countFormat.glance(sent)} sent` : `${countFormat.glance(received)} received`;
}

function laneOf(view: ExecView, connection: ExecConnection, perSecond: number): PictureLane {
  const { difference, peakDifference } = connection;
  const peak = Math.max(100, peakDifference ?? 0, difference ?? 0);
  return {
    reply: false,
    state: connectionState(view, connection, perSecond),
    rate: perSecond > 0 ? rateFormat.glance(perSecond) : '',
    speed: dashSpeed(perSecond),
    vessels: [
      {
        name: connection.state === 'not-delivered' ? 'not delivered' : 'on the way',
        kind: 'between',
        figure: difference === null ? 'not known' : countFormat.glance(difference),
        share: Math.max(0, difference ?? 0) / peak,
        meaning: connection.note,
      },
    ],
  };
}

function connectionState(view: ExecView, connection: ExecConnection, perSecond: number): FlowState {
  const { state, difference, from, to, id } = connection;
  if (state === 'not-delivered' && (difference ?? 0) > 0) return 'losing';
  const ends = [from, to].map((end) => processOf(view, end));
  if (ends.some((end) => end !== undefined && !end.running)) return 'disconnected';
  const finding = view.findings.find(
    ({ subject, toMs }) => toMs === undefined && (subject === to || subject === from || subject === id),
  );
  // A sender that still gets rid of its messages is not blocked; the queue between them grows.
  if (finding !== undefined) return perSecond > 0 ? 'filling' : outsideState(finding.code);
  return perSecond > 0 ? 'flowing' : 'idle';
}
