import type { Problem } from '../result.ts';
import { nearest } from './nearest.ts';
import { oneOf, type ValueRule } from './value-rule.ts';

/** A refusal is one line: path, what was expected, what was found. */
export const refusal = (path: string, expected: string, found: string, hint?: string): Problem => ({
  code: 'invalid-scenario',
  message: `${path}: expected ${expected}, found ${found}${hint === undefined ? '' : `; ${hint}`}`,
  path,
});

/** The line for a key that does not exist, with the nearest one that does. */
export const unknownKey = (parent: string, key: string, known: readonly string[]): Problem => {
  const guess = nearest(key, known);
  const expected = known.length > maxListed ? `one of ${known.length} known keys` : oneOf(known, '');
  const hint = guess === undefined ? undefined : `did you mean ${guess}?`;
  return refusal(parent === '' ? 'the scenario' : parent, expected, `the unknown key ${quote(key)}`, hint);
};

/** The line for a name that nothing has. */
export const dangling = (path: string, expected: string, name: string, names: readonly string[]): Problem => {
  const guess = nearest(name, names);
  return refusal(path, expected, quote(name), guess === undefined ? undefined : `did you mean ${guess}?`);
};

const maxListed = 12;

/** A value in the words of a refusal: short, on one line, and silent about secrets. */
export const describe = (value: unknown, rule?: ValueRule): string => {
  if (rule?.kind === 'text' && rule.secret && typeof value === 'string') return `text of ${value.length} characters`;
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return String(value);
};

const maxQuoted = 60;

/** JSON escapes line ends and control characters, so a hostile name cannot break the line or colour the terminal. */
export const quote = (text: string): string => {
  const short = text.length > maxQuoted ? `${text.slice(0, maxQuoted)}...` : text;
  return JSON.stringify(short).replace(unprintable, escapeUnit);
};

/** C1 controls, line separators, and marks that reorder text: JSON leaves them as they are. */
const unprintable = /[\u007F-\u009F\u2028\u2029\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** One more step of a path; a key that would not be clear in it stands in quotes. */
export const joinPath = (parent: string, key: string | number): string => {
  const step = typeof key === 'number' || /^[A-Za-z0-9_-]{1,130}$/.test(key) ? String(key) : quote(key);
  return parent === '' ? step : `${parent}.${step}`;
};
