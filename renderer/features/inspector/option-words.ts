import { defaultOf, type OptionInfo } from '../../../shared/scenario/options.ts';
import type { SocketType } from '../../../shared/scenario/socket-type.ts';

/** What an option does, what libzmq does when nobody sets it, and from when a change counts. */
export function optionWords(type: SocketType, option: OptionInfo): string {
  const when = option.live
    ? 'Takes effect at once.'
    : 'Takes effect on connections made afterwards: restart the socket.';
  return `${option.explanation} libzmq\u2019s default: ${written(defaultOf(type, option))}. ${when}`;
}

function written(value: number | boolean | string | undefined): string {
  if (value === undefined || value === '') return 'not set';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? value.toLocaleString('en-US') : value;
}
