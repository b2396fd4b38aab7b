import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonText } from '../../../../shared/scenario/json-text.ts';

const fragments = fc.array(
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\n',
    '"a"',
    '"b\\u0041"',
    '"\\x"',
    '1',
    '-0.5e3',
    '01',
    'true',
    'null',
    'nul',
    '"',
  ),
  { maxLength: 12 },
);

const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

describe('readJsonText', () => {
  it('reads every JSON text as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const result = readJsonText(text);
        expect(result.ok && result.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts nothing that JSON refuses, but for comments and last commas', () => {
    fc.assert(
      fc.property(fragments, (parts) => {
        const result = readJsonText(parts.join(''));
        if (!result.ok) return;
        const strict = parsed(parts.join('').replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, '$1'));
        expect(result.value).toEqual(strict?.value);
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes comments and last commas, but not inside text', () => {
    const result = readJsonText('/* a */ { // b\n "x": "// no /* comment */", "y": [1, 2,], }');
    expect(result.ok && result.value).toEqual({ x: '// no /* comment */', y: [1, 2] });
  });

  it('makes a key of its own of __proto__', () => {
    const result = readJsonText('{ "__proto__": { "polluted": true } }');
    expect(result.ok && Object.keys(result.value as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
