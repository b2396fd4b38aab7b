import { compatibleTypes, type SocketType } from '../scenario/socket-type.ts';
import type { CountedType } from './counters.ts';
import type { ExecSocket } from './exec-view.ts';
import type { SocketPair } from './pair-sockets.ts';

const onlySend: ReadonlySet<CountedType> = new Set(['pub', 'xpub', 'push', 'radio', 'scatter']);
const onlyReceive: ReadonlySet<CountedType> = new Set(['sub', 'xsub', 'pull', 'dish', 'gather']);
/** Every peer gets a copy, and what its queue cannot take is dropped in silence. */
const fanOut: ReadonlySet<CountedType> = new Set(['pub', 'xpub', 'radio']);
/** A full queue makes the sender wait. */
const waitWhenFull: ReadonlySet<CountedType> = new Set([
  'push',
  'req',
  'dealer',
  'pair',
  'client',
  'scatter',
  'channel',
]);

export const sendsOnly = (type: CountedType): boolean => onlySend.has(type);
export const receivesOnly = (type: CountedType): boolean => onlyReceive.has(type);
export const copiesToAll = (type: CountedType): boolean => fanOut.has(type);
export const waitsWhenFull = (type: CountedType): boolean => waitWhenFull.has(type);

/** True unless both types are known not to go together. */
export const goTogether = (a: CountedType, b: CountedType): boolean =>
  !isLabType(a) || !isLabType(b) || compatibleTypes[a].includes(b);

const isLabType = (type: CountedType): type is SocketType => Object.hasOwn(compatibleTypes, type);

/** Which end of a pair is the sender; of two that both send, the one that asks, else the one that sent more. */
export function orient({ binder, connector }: SocketPair): readonly [from: ExecSocket, to: ExecSocket] {
  const forwards = rank(connector) - rank(binder) || connector.sent.messages - binder.sent.messages;
  return forwards >= 0 ? [connector, binder] : [binder, connector];
}

const rank = ({ type }: ExecSocket): number => {
  if (sendsOnly(type)) return 2;
  if (type === 'req') return 1;
  if (type === 'rep') return -1;
  return receivesOnly(type) ? -2 : 0;
};
