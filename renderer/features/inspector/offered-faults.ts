import type { SessionView } from '../../../shared/contract.ts';
import { binderOf, linkFaultsOf, socketFaultsOf } from '../../../shared/scenario/faults.ts';
import type { FaultName, LinkSpec, SocketSpec } from '../../../shared/scenario/scenario.ts';

/** A fault that can happen to what is selected, and why not just now, in one line. */
export interface OfferedFault {
  readonly fault: FaultName;
  readonly obstacle: string | undefined;
}

/** Why nothing at all can be broken now; undefined while the run goes on. */
export function restingReason({ phase, replay }: Pick<SessionView, 'phase' | 'replay'>): string | undefined {
  if (replay !== undefined) return 'This is a recording: nothing in it can be changed.';
  switch (phase) {
    case 'running':
      return undefined;
    case 'idle':
      return 'Press Run first: only what is open can break.';
    case 'starting':
      return 'The run is starting: in a moment.';
    case 'draining':
      return 'The run is over: what is left is being drained.';
    case 'ended':
    case 'failed':
      return 'The run is over: press Run again.';
  }
}

/** `binderOpen`: whether the socket that binds the link's endpoint is open. */
export function faultsOfLink(
  session: Pick<SessionView, 'relayed'>,
  link: LinkSpec,
  binderOpen: boolean,
): readonly OfferedFault[] {
  const binder = binderOf(link);
  const obstacles: Partial<Record<FaultName, string | undefined>> = {
    reset: link.conditions.cut
      ? 'The link is cut: there is no connection.'
      : session.relayed.includes(link.id)
        ? undefined
        : 'Only a relay can, and this link has none: give it a latency or a bandwidth first.',
    'take-port': binderOpen ? `${binder} holds the port: close ${binder}, take it, then restart ${binder}.` : undefined,
  };
  return linkFaultsOf(link).map((fault) => ({ fault, obstacle: obstacles[fault] }));
}

export function faultsOfSocket(
  session: Pick<SessionView, 'scenario'>,
  socket: SocketSpec,
  open: boolean,
): readonly OfferedFault[] {
  const obstacle = open ? undefined : `${socket.id} is closed: restart it first.`;
  return socketFaultsOf(session.scenario, socket).map((fault) => ({ fault, obstacle }));
}
