import { type SocketType, socketTypes } from '../socket-type.ts';
import type { NumberRule, Unit } from '../value-rule.ts';

export const maxInt32 = 2_147_483_647;

export const integer = (min: number, max: number, unit: Unit): NumberRule => ({ kind: 'integer', min, max, unit });
export const milliseconds = (min: number): NumberRule => integer(min, 86_400_000, 'ms');
export const boolean = { kind: 'boolean' } as const;

export const all: readonly SocketType[] = socketTypes;
/** A pub and a push cannot read, a sub and a pull cannot send; an xsub sends its subscriptions. */
export const sending: readonly SocketType[] = socketTypes.filter((type) => type !== 'sub' && type !== 'pull');
export const receiving: readonly SocketType[] = socketTypes.filter((type) => type !== 'pub' && type !== 'push');
