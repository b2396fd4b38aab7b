import type { Problem } from '../result.ts';
import { describe, joinPath, refusal } from './refusal.ts';

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const maxDepth = 64;
const maxValues = 2_000_000;

/** Keys that reach into JavaScript's own objects; they are refused wherever a key or a step of a path can stand. */
export const isForbiddenKey = (key: string): boolean => forbidden.has(key);

/**
 * Looks through a whole value before any schema does: forbidden keys, and what no JSON text can hold (depth without end,
 * numbers that are not finite). Walks with a stack of its own, so that nesting cannot exhaust the engine's.
 */
export const findHostile = (root: unknown): Problem | undefined => {
  const open: { value: unknown; path: string; depth: number }[] = [{ value: root, path: '', depth: 0 }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path, depth } = next;
    seen += 1;
    if (depth > maxDepth) return refusal('the scenario', `at most ${maxDepth} levels of nesting`, 'more');
    if (seen > maxValues) return refusal('the scenario', `at most ${maxValues} values`, 'more');
    if (typeof value === 'number' && !Number.isFinite(value))
      return refusal(path || 'the scenario', 'a finite number', describe(value));
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      if (isForbiddenKey(key)) return forbiddenKey(path, key);
      open.push({ value: item, path: joinPath(path, step), depth: depth + 1 });
    }
  }
  return undefined;
};

/** The same refusal for a key and for a step of a path. */
export const forbiddenKey = (parent: string, key: string): Problem =>
  refusal(joinPath(parent, key), 'no key of that name, which JavaScript keeps for itself', describe(key));
