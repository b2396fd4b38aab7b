import type { Remedy } from '../report/finding.ts';
import { produceRules } from '../scenario/field-rules.ts';
import { remedy, round } from './evidence.ts';
import type { SocketView } from './look.ts';

/**
 * The remedy of a lower rate for a sender, in messages/s, rounded as a person would type it. None where the sender does not
 * produce, or where figures of different moments give a rate that no scenario takes.
 */
export function sendSlower(
  { info, spec }: SocketView,
  perSecond: number,
  sentence: (perSecond: number) => string,
): readonly Remedy[] {
  const next = round(perSecond);
  return spec?.produce === undefined || !(next > 0 && next <= produceRules.rate.max)
    ? []
    : [remedy(sentence(next), { [`sockets.${info.id}.produce.rate`]: next })];
}
