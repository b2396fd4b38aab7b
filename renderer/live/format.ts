/** How a kind of figure is written. Texts carry their unit; unknown (NaN) is a dash. */
export interface NumberFormat {
  /** Three significant digits, thousands separated. */
  glance(value: number): string;
  /** All that is known. */
  exact(value: number): string;
  /** Room for any glance text of this kind, so that no figure changes width. */
  readonly widthCh: number;
}

const unknown = '\u2013';
/** No-break, so that a figure never parts from its unit. */
const space = '\u00a0';
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** Messages and other things that are counted: `4,510`, `52,300`, `1.23 M`; tenths only where a mean of few has them. */
export const countFormat: NumberFormat = {
  glance: (value) => plain(value, (known) => scaled(Math.abs(known) < 10 ? known : Math.round(known))),
  exact: (value) => plain(value, (known) => (known < 10 ? grouped : whole).format(known)),
  widthCh: 7,
};

/** Messages per second: `4,510/s`. */
export const rateFormat: NumberFormat = {
  glance: (value) => plain(value, (known) => `${scaled(known)}/s`),
  exact: (value) => plain(value, (known) => `${(known < 100 ? grouped : whole).format(known)}/s`),
  widthCh: 9,
};

/** Milliseconds in, `0.123 ms`, `12.3 ms`, `1.23 s`, `2 min 5 s` out. */
export const durationFormat: NumberFormat = {
  glance: (value) => plain(value, duration),
  exact: (value) => plain(value, (known) => `${grouped.format(known)}${space}ms`),
  widthCh: 11,
};

/** A share of 0 to 1 as `37.2 %`. */
export const shareFormat: NumberFormat = {
  glance: (value) => plain(value, (known) => `${significant(known * 100)}${space}%`),
  exact: (value) => plain(value, (known) => `${grouped.format(known * 100)}${space}%`),
  widthCh: 7,
};

/** Bytes as `256 B`, `2.8 MB` (powers of 1,000). */
export const bytesFormat: NumberFormat = {
  glance: (value) => plain(value, (known) => bytes(known)),
  exact: (value) => plain(value, (known) => `${grouped.format(known)}${space}B`),
  widthCh: 7,
};

/** A time of the run, from milliseconds: `00:12.4`, `1:02:03.4`. */
export function formatRunTime(ms: number): string {
  if (!Number.isFinite(ms)) return '--:--.-';
  const tenths = Math.max(0, Math.floor(ms / 100));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(tenths / 36_000);
  const tail = `${two(Math.floor(tenths / 600) % 60)}:${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

function plain(value: number, write: (known: number) => string): string {
  if (Number.isNaN(value)) return unknown;
  if (!Number.isFinite(value)) return value > 0 ? '\u221e' : '-\u221e';
  return write(value);
}

function scaled(value: number): string {
  const rounded = roundTo3(value);
  const size = Math.abs(rounded);
  if (size >= 1e9) return `${significant(value / 1e9)}${space}G`;
  if (size >= 1e6) return `${significant(value / 1e6)}${space}M`;
  return significant(value);
}

function bytes(value: number): string {
  const rounded = Math.abs(roundTo3(value));
  if (rounded >= 1e9) return `${significant(value / 1e9)}${space}GB`;
  if (rounded >= 1e6) return `${significant(value / 1e6)}${space}MB`;
  if (rounded >= 1e3) return `${significant(value / 1e3)}${space}kB`;
  return `${significant(value)}${space}B`;
}

function duration(ms: number): string {
  const size = Math.abs(roundTo3(ms));
  if (size >= 60_000)
    return `${Math.floor(ms / 60_000)}${space}min${space}${Math.floor((ms % 60_000) / 1000)}${space}s`;
  if (size >= 1000) return `${significant(ms / 1000)}${space}s`;
  return `${significant(ms)}${space}ms`;
}

const roundTo3 = (value: number) => Number(value.toPrecision(3));

/** At most three significant digits, and never more than three behind the point: `0.005`, `1.2`, `4,510`. */
function significant(value: number): string {
  return grouped.format(roundTo3(value));
}
