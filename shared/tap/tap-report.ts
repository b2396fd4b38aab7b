import type { Finding } from '../report/finding.ts';
import type { Versions } from '../report/report.ts';
import type { LinkConditions } from '../scenario/scenario.ts';
import type { TapConnection, TapSide, TapView } from './tap-view.ts';
import { isUndecoded } from './undecoded.ts';

/** What `tap --json` prints. Keys may be added, never renamed. */
export interface TapReport {
  readonly highwater: 1;
  readonly seconds: number;
  readonly versions: Versions;
  readonly listen: string;
  readonly forward: string;
  readonly conditions: LinkConditions;
  /** The tap sees wires, not processes. */
  readonly processes: readonly never[];
  readonly connections: readonly ReportedConnection[];
  readonly connectionsOmitted: number;
  /** What the connections left out had carried, both ways. */
  readonly omitted: TapView['omitted'];
  readonly turnedAway: number;
  readonly findings: readonly Finding[];
  /** What the figures cannot show. */
  readonly blindSpots: readonly string[];
}

export interface ReportedConnection {
  readonly id: number;
  /** The end that sent more messages (more bytes, where nothing is decoded), and the other; the client first while neither has. */
  readonly from: string;
  readonly to: string;
  readonly socketTypes: readonly [from: string | null, to: string | null];
  readonly mechanism: string | null;
  /** Both ways. Under CURVE these are frames, which may be parts of messages. Null where nothing is decoded. */
  readonly messages: number | null;
  readonly bytes: number;
  readonly blockedMs: number;
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  readonly endedBy: 'client' | 'server' | null;
  /** What `from` sent, and what `to` sent. */
  readonly sent: TapSide;
  readonly answered: TapSide;
}

export function tapReport(view: TapView, versions: Versions): TapReport {
  return {
    highwater: 1,
    seconds: Math.round(view.atMs) / 1000,
    versions,
    listen: view.listen,
    forward: view.forward,
    conditions: view.conditions,
    processes: [],
    connections: view.connections.map((connection) => reportConnection(connection, view.forward)),
    connectionsOmitted: view.connectionsOmitted,
    omitted: view.omitted,
    turnedAway: view.turnedAway,
    findings: view.findings,
    blindSpots: blindSpots(view),
  };
}

function reportConnection(connection: TapConnection, behind: string): ReportedConnection {
  const { forward, backward, client } = connection;
  const undecoded = isUndecoded(forward) && isUndecoded(backward);
  const fromServer = undecoded ? backward.bytes > forward.bytes : backward.messages > forward.messages;
  const [sent, answered] = fromServer ? [backward, forward] : [forward, backward];
  return {
    id: connection.id,
    from: fromServer ? behind : client,
    to: fromServer ? client : behind,
    socketTypes: [sent.socketType, answered.socketType],
    mechanism: sent.mechanism ?? answered.mechanism,
    messages: undecoded ? null : sent.messages + answered.messages,
    bytes: sent.bytes + answered.bytes,
    blockedMs: sent.blockedMs + answered.blockedMs,
    openedAtMs: connection.openedAtMs,
    closedAtMs: connection.closedAtMs,
    endedBy: connection.endedBy,
    sent,
    answered,
  };
}

function blindSpots({ connections }: TapView): readonly string[] {
  const sealed = connections.some(({ forward, backward }) => forward.sealed || backward.sealed);
  const undecoded = connections.filter(({ forward, backward }) => isUndecoded(forward) && isUndecoded(backward)).length;
  const unmeasured = connections.some(({ closedAtMs, forward }) => closedAtMs === null && forward.kernelBytes === null);
  return [
    "The tap's own sockets add kernel buffers to the way, some megabytes on tcp: more is in flight than without it.",
    ...(sealed
      ? ['Encrypted traffic is opaque: sizes and rates of frames only; parts, topics and heartbeats are hidden.']
      : []),
    ...(undecoded > 0
      ? [
          `Of ${undecoded === 1 ? '1 connection' : `${undecoded} connections`} only bytes are known: what it speaks is not decoded.`,
        ]
      : []),
    ...(unmeasured ? ["What the kernel holds in the tap's sockets could not be read here (ipc, or not Linux)."] : []),
  ];
}
