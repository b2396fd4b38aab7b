import type { Problem } from '../result.ts';
import { describe, joinPath, quote, refusal, unknownKey } from './refusal.ts';
import type { z } from './zod.ts';

type Issue = z.core.$ZodIssue;

/** The one line for what zod found: an unknown key first, since a missing value is often only misspelt. */
export const problemOf = (issues: readonly Issue[], root: unknown): Problem => {
  const flat = issues.map((issue) => innermost(issue, root));
  const first = flat.find((issue) => issue.code === 'unrecognized_keys') ?? flat[0];
  if (first === undefined) return refusal('the scenario', 'a scenario', describe(root));
  const path = pathOf(first.path, root);
  if (first.code === 'unrecognized_keys') return unknownKey(path, first.keys[0] ?? '', first.message.split(' '));
  if (first.code === 'invalid_key') {
    const key = String(first.path.at(-1) ?? '');
    return refusal(
      pathOf(first.path.slice(0, -1), root),
      `only ${plural(first.issues[0]?.message)}`,
      `the key ${quote(key)}`,
    );
  }
  return refusal(path || 'the scenario', first.message, found(first.path, root));
};

/** Inside a union, what is wrong with the form that the value was meant to have: the one that has its shape. */
const innermost = (issue: Issue, root: unknown): Issue => {
  if (issue.code !== 'invalid_union') return issue;
  const value = valueAt(issue.path, root);
  if (typeof value !== 'object' || value === null) return issue;
  for (const branch of issue.errors) {
    const inner = branch.find(
      (candidate) =>
        candidate.code === 'unrecognized_keys' ||
        candidate.path.length > 0 ||
        candidate.code === 'too_small' ||
        candidate.code === 'too_big',
    );
    if (inner !== undefined) return innermost({ ...inner, path: [...issue.path, ...inner.path] }, root);
  }
  return issue;
};

const plural = (expected: string | undefined): string => `keys that are ${expected ?? 'known'}`;

/** Items of a list are named by their id, as everywhere else, or by their place where they have none. */
const pathOf = (path: readonly PropertyKey[], root: unknown): string => {
  let value = root;
  let text = '';
  for (const key of path) {
    value = child(value, key);
    const id = typeof key === 'number' ? child(value, 'id') : undefined;
    text = joinPath(text, typeof id === 'string' && id !== '' ? id : typeof key === 'number' ? key : String(key));
  }
  return text;
};

const secretKeys: ReadonlySet<PropertyKey> = new Set(['password', 'secretKey', 'plainPassword', 'curveSecretKey']);

const found = (path: readonly PropertyKey[], root: unknown): string => {
  const value = valueAt(path, root);
  const secret = secretKeys.has(path.at(-1) ?? '') || (path[0] === 'zap' && path[1] === 'plain' && path.length > 2);
  return secret && typeof value === 'string' ? `text of ${value.length} characters` : describe(value);
};

const valueAt = (path: readonly PropertyKey[], root: unknown): unknown => path.reduce(child, root);

const child = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
