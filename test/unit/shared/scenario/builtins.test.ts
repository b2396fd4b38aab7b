import { describe, expect, it } from 'vitest';
import { builtinScenarios, findBuiltin } from '../../../../shared/scenario/builtins.ts';
import { lintScenario } from '../../../../shared/scenario/lint.ts';
import { parseScenario } from '../../../../shared/scenario/parse.ts';
import { printScenario } from '../../../../shared/scenario/print.ts';

/** The remarks that are the point of each scenario; any other would be a mistake in it. */
const intended: Readonly<Record<string, readonly string[]>> = {
  'slow-consumer': ['note overloaded slow'],
  'slow-pub-push': ['note overloaded subscriber', 'note overloaded puller'],
  healthy: [],
  'burst-absorbed': [],
  'burst-too-large': [],
  'ipc-slow-consumer': ['note overloaded slow'],
  'inproc-slow-consumer': ['note overloaded slow'],
  'one-slow-of-five': ['note overloaded slow'],
  'slow-behind-proxy': [],
  'raise-the-mark': ['note overloaded slow'],
  recovery: ['note overloaded slow'],
  'pipeline-workers': ['note overloaded worker-slow'],
  'request-reply': [],
  'dealer-router': ['note silent-router server'],
  pair: [],
};

describe('the built-in scenarios', () => {
  it('are the ones that are asked for, the slow consumer first', () => {
    expect(builtinScenarios.map(({ name }) => name)).toEqual(Object.keys(intended));
    expect(findBuiltin('healthy')?.title).toBe('Healthy');
    expect(findBuiltin('nothing')).toBeUndefined();
  });

  it.each(builtinScenarios)(
    '$name says what it shows, and lasts as long as a demonstration may',
    ({ title, description, scenario }) => {
      expect(title.length).toBeLessThanOrEqual(40);
      expect(description).toMatch(/^[A-Z].{20,250}\.$/);
      expect(scenario.seconds).toBeGreaterThanOrEqual(10);
      expect(scenario.seconds).toBeLessThanOrEqual(20);
    },
  );

  it.each(builtinScenarios)('$name draws only the remarks that it is made for', ({ name, scenario }) => {
    expect(lintScenario(scenario).map(({ severity, code, subject }) => `${severity} ${code} ${subject}`)).toEqual(
      intended[name],
    );
  });

  it.each(builtinScenarios)('$name survives being printed', ({ scenario }) => {
    expect(parseScenario(printScenario(scenario))).toEqual({ ok: true, value: scenario });
  });
});
