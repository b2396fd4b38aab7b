import type { FlowView } from './look.ts';

/**
 * The sender was opened anew and binds over inproc, where the end that connects does not come back by itself (zmq_inproc(7);
 * measured: it hears nothing any more).
 */
export function isStranded(flow: FlowView): boolean {
  const { info, link, from, to } = flow;
  const senderBinds = (link?.bind === 'from') === (info.direction === 'forward');
  const reopened = from.acts.findLast(({ action }) => action === 'restart')?.atMs;
  const since = to.acts.findLast(({ action }) => action === 'restart')?.atMs ?? 0;
  return info.transport === 'inproc' && link !== undefined && senderBinds && reopened !== undefined && since < reopened;
}

export const strandedWords =
  'Over inproc a socket that connected does not connect again when the end that binds is opened anew.';
