import { fail, ok, type Result } from '../result.ts';
import { applySetting, findSetting } from './find-setting.ts';
import { checkMeaning } from './meaning.ts';
import { quote } from './refusal.ts';
import type { OptionValue, Scenario } from './scenario.ts';
import { type SettingBranch, type SettingNode, settingTree } from './setting-tree.ts';
import type { Unit, ValueRule } from './value-rule.ts';

/** A path whose value has a range or a choice: what the window makes a knob of. */
export type SettablePath =
  | {
      readonly path: string;
      readonly kind: 'number' | 'integer';
      readonly min: number;
      readonly max: number;
      readonly unit: Unit;
      readonly value: OptionValue | undefined;
    }
  | { readonly path: string; readonly kind: 'boolean'; readonly value: OptionValue | undefined }
  | {
      readonly path: string;
      readonly kind: 'choice';
      readonly choices: readonly string[];
      readonly value: OptionValue | undefined;
    };

/** The value at `path`; undefined where the scenario is silent and libzmq's default holds. */
export const getPath = (scenario: Scenario, path: string): Result<OptionValue | undefined> => {
  const setting = findSetting(scenario, path);
  return setting.ok ? ok(setting.value.value) : setting;
};

/**
 * Changes one value. The path may name what is not there yet (an option, the `consume` of a pull). The result has passed
 * all the checks of a file, so a change that would break a link or a later step is refused too.
 */
export const setPath = (
  scenario: Scenario,
  path: string,
  value: OptionValue,
): Result<{ readonly scenario: Scenario; readonly from: OptionValue | undefined }> => {
  const setting = findSetting(scenario, path);
  if (!setting.ok) return setting;
  const changed = applySetting(setting.value, path, value);
  if (!changed.ok) return changed;
  const problem = checkMeaning(changed.value);
  return problem === undefined ? ok({ scenario: changed.value, from: setting.value.value }) : { ok: false, problem };
};

/** The argument of `--set`: `sockets.slow.consume.serviceMs=2`. Text in double quotes stays text, whatever it looks like. */
export const parseSetArgument = (text: string): Result<{ readonly path: string; readonly value: OptionValue }> => {
  const place = text.indexOf('=');
  const path = text.slice(0, Math.max(place, 0)).trim();
  if (path === '') return fail('invalid-argument', `--set: expected PATH=VALUE, found ${quote(text)}`);
  return ok({ path, value: argumentValue(text.slice(place + 1).trim()) });
};

/** Every path with a range or a choice, in the order of the scenario. */
export const listPaths = (scenario: Scenario): readonly SettablePath[] => listBelow(settingTree(scenario), '');

const listBelow = (branch: SettingBranch, prefix: string): readonly SettablePath[] =>
  branch.keys().flatMap((key) => {
    const node = branch.child(key);
    return node === undefined ? [] : listNode(node, prefix === '' ? key : `${prefix}.${key}`);
  });

const listNode = (node: SettingNode, path: string): readonly SettablePath[] => {
  if (node.kind === 'branch') return listBelow(node, path);
  const described = describeRule(node.rule);
  return described === undefined ? [] : [{ path, ...described, value: node.value }];
};

type RuleOfPath =
  | { readonly kind: 'number' | 'integer'; readonly min: number; readonly max: number; readonly unit: Unit }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

const describeRule = (rule: ValueRule): RuleOfPath | undefined => (rule.kind === 'text' ? undefined : rule);

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const argumentValue = (text: string): OptionValue => {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (numberPattern.test(text)) return Number(text);
  return /^".*"$/.test(text) ? text.slice(1, -1) : text;
};
