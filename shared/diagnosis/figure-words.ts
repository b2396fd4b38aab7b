const wholeNumbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** A figure as a sentence carries it: three significant digits, thousands separators. */
export function figure(value: number): string {
  if (Number.isNaN(value)) {
    return 'an unknown number of';
  }
  if (!Number.isFinite(value)) {
    return 'unlimited';
  }
  if (Math.abs(value) < 0.001) {
    return '0';
  }
  return Math.abs(value) < 1e15 ? threeDigits.format(value) : value.toExponential(2);
}

/** A count that has to add up with others: every digit. */
export function count(value: number): string {
  return wholeNumbers.format(Number.isFinite(value) ? value : 0);
}

/** `5,000 msg/s`. */
export function rate(perSecond: number): string {
  return `${figure(perSecond >= 100 ? Math.round(perSecond) : perSecond)} msg/s`;
}

/** What one message does, and what several do. */
const verbs = { was: 'were', is: 'are', waits: 'wait', lies: 'lie', waited: 'waited' } as const;

/** `1 message`, `4,500 messages`; with a verb `1 message was`, `4,500 messages were`. */
export function messages(value: number, verb?: (typeof verbs)[keyof typeof verbs]): string {
  const rounded = Math.round(value);
  const amount = rounded === 1 ? '1 message' : `${figure(rounded)} messages`;
  return verb === undefined ? amount : `${amount} ${rounded === 1 ? singular(verb) : verb}`;
}

/** The verb of `messages(value)` where something stands between the two. */
export const were = (value: number): string => (Math.round(value) === 1 ? 'was' : 'were');

const singular = (plural: string): string =>
  Object.entries(verbs).find(([, several]) => several === plural)?.[0] ?? plural;

/** What several do, by what one does. */
const plurals = { begins: 'begin', has: 'have', publishes: 'publish', sends: 'send' } as const;

/** `a has`, `a and b have`: names as the subject of a verb. */
export function namesWith(names: readonly string[], verb: keyof typeof plurals): string {
  return `${list(names)} ${names.length === 1 ? verb : plurals[verb]}`;
}

/** Milliseconds in the unit that reads best: `12.5 ms`, `1.4 s`, `2 min`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) {
    return 'for ever';
  }
  if (ms < 1000) {
    return `${figure(ms)} ms`;
  }
  return ms < 120_000 ? `${figure(ms / 1000)} s` : `${figure(ms / 60_000)} min`;
}

/** `2.5 MB/s`. */
export function byteRate(bytesPerSecond: number): string {
  if (bytesPerSecond >= 1e6) {
    return `${figure(bytesPerSecond / 1e6)} MB/s`;
  }
  return bytesPerSecond >= 1000 ? `${figure(bytesPerSecond / 1000)} kB/s` : `${figure(bytesPerSecond)} B/s`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function list(names: readonly string[], atMost = 3): string {
  const shown = names.slice(0, atMost);
  const hidden = names.length - shown.length;
  if (hidden > 0) {
    return `${shown.join(', ')} and ${hidden} more`;
  }
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}

/** `value` where it is a number, else `otherwise`: figures are NaN where the machine does not tell. */
export function known(value: number, otherwise = 0): number {
  return Number.isFinite(value) ? value : otherwise;
}

/** An id in a sentence; very long ones are cut, so that the sentence stays one line. */
export function name(id: string): string {
  return id.length <= 28 ? id : `${id.slice(0, 27)}…`;
}
