import { fail, ok, type Result } from '../result.ts';
import { forbiddenKey, isForbiddenKey } from './guard.ts';
import { closest } from './nearest.ts';
import { describe, joinPath, quote, refusal } from './refusal.ts';
import type { OptionValue, Scenario } from './scenario.ts';
import { type Setting, type SettingNode, settingTree } from './setting-tree.ts';
import { accepts, expectedOf } from './value-rule.ts';

const maxPathLength = 512;

/** The setting that a path names. A path that names none is refused, with the nearest one that does. */
export const findSetting = (scenario: Scenario, path: string): Result<Setting> => {
  if (path.length > maxPathLength)
    return unknown(quote(path), `a path of at most ${maxPathLength} characters`, `${path.length}`);
  const keys = path.split('.');
  let node: SettingNode = settingTree(scenario);
  for (const [index, key] of keys.entries()) {
    if (isForbiddenKey(key)) return { ok: false, problem: forbiddenKey(keys.slice(0, index).join('.'), key) };
    const next: SettingNode | undefined = node.kind === 'branch' ? node.child(key) : undefined;
    if (next === undefined) return unknownStep(node, keys, index, path);
    node = next;
  }
  return node.kind === 'setting' ? ok(node) : unknownStep(node, keys, keys.length, path);
};

/** The scenario with the value at `path`, checked against that setting's own rule only. */
export const applySetting = (setting: Setting, path: string, value: OptionValue): Result<Scenario> =>
  accepts(setting.rule, value)
    ? ok(setting.apply(value === 0 ? 0 : value))
    : { ok: false, problem: refusal(path, expectedOf(setting.rule), describe(value, setting.rule)) };

const unknownStep = (node: SettingNode, keys: readonly string[], index: number, path: string): Result<never> => {
  const suggestion = completeNearest(node, keys.slice(index));
  const nearest = [...keys.slice(0, index), ...suggestion].join('.');
  const hint = nearest === '' ? undefined : `the nearest is ${nearest}`;
  return {
    ok: false,
    problem: { ...refusal(safePath(keys), 'a path that can be set', quote(path), hint), code: 'unknown-path' },
  };
};

/** Goes on from `node` along the steps that come closest to `rest`, down to a setting. */
const completeNearest = (node: SettingNode, rest: readonly string[]): readonly string[] => {
  if (node.kind === 'setting') return [];
  const keys = node.keys();
  const fitting = keys.filter((candidate) => reachesSetting(node.child(candidate), rest.slice(1)));
  const key = closest(rest[0] ?? '', fitting.length > 0 ? fitting : keys);
  const next = key === undefined ? undefined : node.child(key);
  return key === undefined || next === undefined ? [] : [key, ...completeNearest(next, rest.slice(1))];
};

const reachesSetting = (node: SettingNode | undefined, rest: readonly string[]): boolean => {
  if (node === undefined || node.kind === 'setting') return node !== undefined && rest.length === 0;
  const [key, ...further] = rest;
  return key !== undefined && node.keys().includes(key) && reachesSetting(node.child(key), further);
};

const safePath = (keys: readonly string[]): string => keys.reduce((parent, key) => joinPath(parent, key), '');

const unknown = (path: string, expected: string, found: string): Result<never> => {
  const { message } = refusal(path, expected, found);
  return fail('unknown-path', message, path);
};
