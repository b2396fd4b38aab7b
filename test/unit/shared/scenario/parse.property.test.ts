import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintScenario } from '../../../../shared/scenario/lint.ts';
import { checkScenario, parseScenario } from '../../../../shared/scenario/parse.ts';
import { getPath, listPaths, setPath } from '../../../../shared/scenario/paths.ts';
import { printScenario } from '../../../../shared/scenario/print.ts';
import { scenarioFile, valueFitting } from './scenario-arbitrary.ts';

/** Fails the test with the refusal's own line. */
const valueIn = <T>(result: { ok: true; value: T } | { ok: false; problem: { message: string } }): T => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

const isOneLine = (result: ReturnType<typeof parseScenario>): boolean =>
  result.ok || !/[\n\r\u2028\u2029]|^$/.test(result.problem.message);

/** Any JSON value, with a valid scenario's keys likely. */
const nearlyScenario = fc
  .tuple(scenarioFile, fc.array(fc.tuple(fc.nat(), fc.jsonValue()), { minLength: 1, maxLength: 3 }))
  .map(([file, changes]) => {
    const value = JSON.parse(JSON.stringify(file)) as object;
    for (const [seed, replacement] of changes) replaceSomewhere(value, seed, replacement);
    return value;
  });

const replaceSomewhere = (root: object, seed: number, replacement: unknown): void => {
  const places: [Record<string, unknown>, string][] = [];
  const open: object[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [key, item] of Object.entries(next)) {
      places.push([next as Record<string, unknown>, key]);
      if (typeof item === 'object' && item !== null) open.push(item);
    }
  }
  const [parent, key] = places[seed % places.length] ?? [{}, ''];
  parent[key] = replacement;
};

describe('any scenario', () => {
  it('never makes the parser throw, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]":,/*\\ \n1e-true') }), fc.json()),
        (text) => isOneLine(parseScenario(text)),
      ),
      { numRuns: 500 },
    );
  });

  it('never makes the checks throw, whatever the value', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything(), nearlyScenario), (value) => isOneLine(checkScenario(value))),
      { numRuns: 500 },
    );
  });

  it('is accepted when it keeps the rules, and comes back unchanged from its printed form', () => {
    fc.assert(
      fc.property(scenarioFile, (file) => {
        const scenario = valueIn(checkScenario(file));
        expect(valueIn(parseScenario(printScenario(scenario, { withSecrets: true })))).toEqual(scenario);
        expect(parseScenario(printScenario(scenario)).ok).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('reads the same as JSON and as a file with comments', () => {
    fc.assert(
      fc.property(scenarioFile, (file) => {
        const text = `// a scenario\n${JSON.stringify(file, undefined, 1)
          .replaceAll(',\n', ', /* and */ // more\n')
          .replaceAll(/\n(\s*[}\]])/g, ',\n$1')}`;
        expect(parseScenario(text)).toEqual(checkScenario(JSON.parse(JSON.stringify(file))));
      }),
      { numRuns: 50 },
    );
  });

  it('stays valid through every change by path', () => {
    const changed = scenarioFile.chain((file) => {
      const scenario = valueIn(checkScenario(file));
      return fc.constantFrom(...listPaths(scenario)).chain((settable) => {
        const fitting = valueFitting(settable as Parameters<typeof valueFitting>[0]);
        const any = fc.oneof(fc.double(), fc.boolean(), fc.string(), fc.constantFrom('tcp', 'inproc'));
        return fc.record({
          scenario: fc.constant(scenario),
          path: fc.constant(settable.path),
          value: fc.oneof(fitting, any),
        });
      });
    });
    fc.assert(
      fc.property(changed, ({ scenario, path, value }) => {
        const outcome = setPath(scenario, path, value);
        if (!outcome.ok) return;
        expect(valueIn(getPath(outcome.value.scenario, path))).toBe(Object.is(value, -0) ? 0 : value);
        expect(valueIn(parseScenario(printScenario(outcome.value.scenario, { withSecrets: true })))).toEqual(
          outcome.value.scenario,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('accepts every value that fits the rule of a listed path, unless it names another part that no longer fits', () => {
    fc.assert(
      fc.property(scenarioFile, fc.nat(), (file, seed) => {
        const scenario = valueIn(checkScenario({ ...file, steps: [] }));
        const paths = listPaths(scenario).filter(({ path }) => !/\.(transport|conflate|frames)$/.test(path));
        const settable = paths[seed % paths.length];
        if (settable === undefined) return;
        const [value] = fc.sample(valueFitting(settable as Parameters<typeof valueFitting>[0]), { numRuns: 1, seed });
        valueIn(setPath(scenario, settable.path, value ?? 0));
      }),
      { numRuns: 200 },
    );
  });

  it('gets no remark whose remedy would be refused', () => {
    fc.assert(
      fc.property(scenarioFile, (file) => {
        const scenario = valueIn(checkScenario({ ...file, steps: [] }));
        for (const { remedies } of lintScenario(scenario)) {
          for (const remedy of remedies) {
            let current = scenario;
            for (const [path, value] of Object.entries(remedy.set))
              current = valueIn(setPath(current, path, value)).scenario;
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
