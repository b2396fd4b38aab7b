import { optionList } from './option-list.ts';
import { type SocketType, socketTypes } from './socket-type.ts';
import type { ValueRule } from './value-rule.ts';

/** One socket option of zeromq.js that changes what is delivered, when, or to whom. */
export interface OptionInfo {
  /** zeromq.js's name. */
  readonly name: string;
  /** libzmq's name. */
  readonly libzmqName: string;
  readonly rule: ValueRule;
  /** What libzmq 4.3.5 does when nobody sets it; undefined = not set. For `linger` see `defaultOf`. */
  readonly libzmqDefault: number | boolean | string | undefined;
  readonly types: readonly SocketType[];
  /** Takes effect on connections and pipes that exist already; otherwise only on those made afterwards. */
  readonly live: boolean;
  /** One sentence in plain words. */
  readonly explanation: string;
}

export const optionCatalogue: ReadonlyMap<string, OptionInfo> = new Map(
  optionList.map((option) => [option.name, option]),
);

export const optionsOf = (type: SocketType): readonly OptionInfo[] => byType.get(type) ?? [];

export const findOption = (type: SocketType, name: string): OptionInfo | undefined => {
  const option = optionCatalogue.get(name);
  return option?.types.includes(type) ? option : undefined;
};

/** libzmq's default for this type of socket: sub and xsub do not linger, since what they send are subscriptions only. */
export const defaultOf = (type: SocketType, option: OptionInfo): number | boolean | string | undefined =>
  option.name === 'linger' && (type === 'sub' || type === 'xsub') ? 0 : option.libzmqDefault;

const byType: ReadonlyMap<SocketType, readonly OptionInfo[]> = new Map(
  socketTypes.map((type) => [type, optionList.filter((option) => option.types.includes(type))]),
);
