import type { LinkSpec, SocketSpec } from '../../../shared/scenario/scenario.ts';
import { compatibleTypes } from '../../../shared/scenario/socket-type.ts';
import type { FlowInfo } from '../../../shared/telemetry/telemetry.ts';

/** A socket handles what its peers do to it only when its application calls it: libzmq has no thread for that. */
export const receiverConnects = (link: LinkSpec, direction: FlowInfo['direction']): 'by-connecting' | 'by-reading' =>
  link.bind === (direction === 'forward' ? 'from' : 'to') ? 'by-connecting' : 'by-reading';

/**
 * libzmq keeps the pipe of a connecting socket while it connects again, with all that waits in it and with the peer's
 * subscriptions; the pipe of a binding socket ends with its connection (`immediate`: the connecting one's too).
 */
export function pipeStays(link: LinkSpec, direction: FlowInfo['direction'], owner: SocketSpec): boolean {
  return link.transport !== 'inproc' && pipeAwaits(link, direction, owner);
}

/** A connecting socket has its pipe before the other end is there for the first time, over inproc as well. */
export function pipeAwaits(link: LinkSpec, direction: FlowInfo['direction'], owner: SocketSpec): boolean {
  const ownerConnects = link.bind === (direction === 'forward' ? 'to' : 'from');
  return ownerConnects && owner.options.immediate !== true;
}

/** Whether libzmq lets the two ends of a flow talk; inproc does not check. */
export const endsFit = (info: FlowInfo): boolean =>
  info.transport === 'inproc' || compatibleTypes[info.fromType].includes(info.toType);
