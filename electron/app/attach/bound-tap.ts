import type { TapLook, TapPhase, TapSummary } from '../../../shared/attach/attach-view.ts';
import type {
  InspectedFrame,
  InspectedMessage,
  TapConnection,
  TapSide,
  TapView,
} from '../../../shared/tap/tap-view.ts';

const mostConnections = 128;
const mostFindings = 40;
const most = { topics: 200, subscriptions: 200, ranges: 100 } as const;
const few = { topics: 3, subscriptions: 3, ranges: 0 } as const;

interface TapIdentity {
  readonly id: string;
  readonly phase: TapPhase;
  readonly sequence: string | null;
}

export const summariseTap = (view: TapView, { id, phase }: TapIdentity): TapSummary => ({
  id,
  phase,
  listen: view.listen,
  forward: view.forward,
  openConnections: view.connections.filter(({ closedAtMs }) => closedAtMs === null).length,
  sentence: view.findings[0]?.sentence ?? null,
});

/** What one look sends to the window: open connections first, and the long lists of one connection only. */
export const boundTap = (
  view: TapView,
  identity: TapIdentity,
  chosen: number | undefined,
): Omit<TapLook, 'programs'> => {
  const kept = newest(view.connections);
  const full =
    kept.find(({ id }) => id === chosen) ?? kept.find(({ closedAtMs }) => closedAtMs === null) ?? kept.at(-1);
  return {
    ...view,
    ...identity,
    connections: kept.map((connection) => boundConnection(connection, connection === full)),
    connectionsOmitted: view.connectionsOmitted + view.connections.length - kept.length,
    findings: view.findings.slice(0, mostFindings),
  };
};

/** In their own order; of too many, closed ones and then the oldest are left out. */
const newest = (connections: readonly TapConnection[]): readonly TapConnection[] => {
  if (connections.length <= mostConnections) return connections;
  const open = connections.filter(({ closedAtMs }) => closedAtMs === null);
  const closed = connections.filter(({ closedAtMs }) => closedAtMs !== null);
  const kept = new Set([...closed, ...open].slice(-mostConnections));
  return connections.filter((connection) => kept.has(connection));
};

const boundConnection = (connection: TapConnection, whole: boolean): TapConnection => ({
  ...connection,
  forward: boundSide(connection.forward, whole),
  backward: boundSide(connection.backward, whole),
});

const boundSide = (side: TapSide, whole: boolean): TapSide => {
  const limits = whole ? most : few;
  const topics = side.topics.slice(0, limits.topics);
  const subscriptions = side.subscriptions.slice(0, limits.subscriptions);
  const left = side.topics.slice(topics.length);
  return {
    ...side,
    topics,
    topicsOmitted: {
      topics: side.topicsOmitted.topics + left.length,
      messages: left.reduce((sum, { messages }) => sum + messages, side.topicsOmitted.messages),
    },
    subscriptions,
    subscriptionsOmitted: side.subscriptionsOmitted + side.subscriptions.length - subscriptions.length,
    sequence: side.sequence && {
      ...side.sequence,
      ranges: side.sequence.ranges.slice(0, limits.ranges),
      rangesOmitted: side.sequence.rangesOmitted + Math.max(0, side.sequence.ranges.length - limits.ranges),
    },
  };
};

const mostCharacters = 500_000;
const mostFrames = 16;
const mostOfFrame = 4_096;

/** The newest messages that fit into one answer, oldest first. */
export const boundMessages = (messages: readonly InspectedMessage[]): readonly InspectedMessage[] => {
  const kept: InspectedMessage[] = [];
  let room = mostCharacters;
  for (const message of messages.toReversed()) {
    const bounded = boundMessage(message);
    room -= charactersOf(bounded);
    if (room < 0) break;
    kept.unshift(bounded);
  }
  return kept;
};

const boundMessage = (message: InspectedMessage): InspectedMessage => ({
  ...message,
  frames: message.frames.slice(0, mostFrames).map(boundFrame),
  framesOmitted: message.framesOmitted + Math.max(0, message.frames.length - mostFrames),
});

const boundFrame = (frame: InspectedFrame): InspectedFrame => ({
  ...frame,
  hex: frame.hex.slice(0, mostOfFrame),
  text: shorten(frame.text),
  json: shorten(frame.json),
  msgpack: shorten(frame.msgpack),
});

const shorten = (text: string | null): string | null =>
  text !== null && text.length > mostOfFrame ? `${text.slice(0, mostOfFrame)}\u2026` : text;

const charactersOf = ({ frames }: InspectedMessage): number =>
  frames.reduce(
    (sum, { hex, text, json, msgpack }) =>
      sum + 80 + hex.length + (text?.length ?? 0) + (json?.length ?? 0) + (msgpack?.length ?? 0),
    100,
  );
