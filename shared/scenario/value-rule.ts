import { byteLength } from './byte-length.ts';

/** What one value of a scenario may be. Files, paths, options and the window's knobs all read the same rules. */
export type ValueRule = NumberRule | BooleanRule | ChoiceRule | TextRule;

export interface NumberRule {
  readonly kind: 'number' | 'integer';
  /** Both ends are allowed. */
  readonly min: number;
  readonly max: number;
  readonly unit: Unit;
}

interface BooleanRule {
  readonly kind: 'boolean';
}

export interface ChoiceRule<Choice extends string = string> {
  readonly kind: 'choice';
  readonly choices: readonly Choice[];
}

export interface TextRule {
  readonly kind: 'text';
  readonly minBytes: number;
  readonly maxBytes: number;
  /** What a refusal says was expected, when the length alone does not say it. */
  readonly expected?: string | undefined;
  readonly pattern?: RegExp | undefined;
  /** A refusal must not repeat the value. */
  readonly secret?: boolean | undefined;
}

const unitWords = {
  none: '',
  ms: 'milliseconds',
  s: 'seconds',
  bytes: 'bytes',
  'bytes/s': 'bytes per second',
  messages: 'messages',
  'messages/s': 'messages per second',
  parts: 'parts',
  connections: 'connections',
  probes: 'probes',
  'open files': 'open files',
  sockets: 'sockets',
} as const;

export type Unit = keyof typeof unitWords;

export type ValueOf<Rule extends ValueRule> = Rule extends { kind: 'choice'; choices: readonly (infer Choice)[] }
  ? Choice
  : Rule extends { kind: 'boolean' }
    ? boolean
    : Rule extends { kind: 'text' }
      ? string
      : number;

export const accepts = (rule: ValueRule, value: unknown): boolean => {
  switch (rule.kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && rule.choices.includes(value);
    case 'text':
      return typeof value === 'string' && acceptsText(rule, value);
    case 'integer':
      return Number.isInteger(value) && within(rule, value);
    case 'number':
      return Number.isFinite(value) && within(rule, value);
  }
};

/** The words after "expected" in a refusal. */
export const expectedOf = (rule: ValueRule): string => {
  switch (rule.kind) {
    case 'boolean':
      return 'true or false';
    case 'choice':
      return oneOf(rule.choices);
    case 'text':
      return rule.expected ?? `text of ${rule.minBytes} to ${rule.maxBytes} bytes`;
    default: {
      const unit = unitWords[rule.unit];
      const what = rule.kind === 'integer' ? 'a whole number' : 'a number';
      return `${what}${unit === '' ? '' : ` of ${unit}`} from ${rule.min} to ${rule.max}`;
    }
  }
};

/** `"wait" or "spin"`, `a, b or c`: a list as a sentence has it. */
export const oneOf = (words: readonly string[], quote = '"'): string => {
  const quoted = words.map((word) => `${quote}${word}${quote}`);
  const last = quoted.at(-1) ?? 'nothing';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`;
};

const within = (rule: NumberRule, value: unknown): boolean =>
  typeof value === 'number' && value >= rule.min && value <= rule.max;

const acceptsText = (rule: TextRule, value: string): boolean => {
  // A string has at least as many bytes as UTF-16 units, so a huge one is refused without being walked.
  if (value.length > rule.maxBytes) return false;
  const bytes = byteLength(value);
  return bytes >= rule.minBytes && bytes <= rule.maxBytes && (rule.pattern?.test(value) ?? true);
};
