import type { Remedy } from '../../report/finding.ts';
import { optionCatalogue } from '../options.ts';
import type { LinkSpec, OptionValue, Scenario, SocketSpec } from '../scenario.ts';

export interface LintRemark {
  /** Which rule speaks; the window's key. */
  readonly code: string;
  /** The id of the socket or link concerned. */
  readonly subject: string;
  readonly severity: 'warning' | 'note';
  readonly sentence: string;
  /** Where in the scenario the reason stands. */
  readonly path: string;
  readonly remedies: readonly Remedy[];
}

/** A link with the sockets at its ends. */
export interface Joint {
  readonly link: LinkSpec;
  readonly from: SocketSpec;
  readonly to: SocketSpec;
}

export interface LintView {
  readonly scenario: Scenario;
  readonly joints: readonly Joint[];
  /** The links of a socket, at either end. */
  readonly jointsOf: (socket: SocketSpec) => readonly Joint[];
}

export type LintRule = (view: LintView) => readonly LintRemark[];

export const viewOf = (scenario: Scenario): LintView => {
  const sockets = new Map(scenario.sockets.map((socket) => [socket.id, socket]));
  const joints = scenario.links.flatMap((link): Joint[] => {
    const from = sockets.get(link.from);
    const to = sockets.get(link.to);
    return from && to ? [{ link, from, to }] : [];
  });
  const bySocket = new Map<string, Joint[]>(scenario.sockets.map((socket) => [socket.id, []]));
  for (const joint of joints) {
    bySocket.get(joint.from.id)?.push(joint);
    bySocket.get(joint.to.id)?.push(joint);
  }
  return { scenario, joints, jointsOf: (socket) => bySocket.get(socket.id) ?? [] };
};

export const peerOf = (joint: Joint, socket: SocketSpec): SocketSpec => (joint.from === socket ? joint.to : joint.from);

/** The option as the scenario sets it, else libzmq's default. */
export const optionOf = (socket: SocketSpec, name: string): OptionValue | undefined =>
  socket.options[name] ?? optionCatalogue.get(name)?.libzmqDefault;

/** Talks to programs that the scenario does not know, so what is missing here may stand there. */
export const talksOutside = (socket: SocketSpec): boolean => socket.bind.length > 0 || socket.connect.length > 0;

export const remedy = (sentence: string, path: string, value: OptionValue): Remedy => ({
  sentence,
  set: { [path]: value },
});

/** `4,500`: figures in sentences as the window writes them. */
export const count = (value: number): string => String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
