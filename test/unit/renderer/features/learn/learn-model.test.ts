import { describe, expect, it, vi } from 'vitest';
import { createLearnModel } from '../../../../../renderer/features/learn/learn-model.ts';
import { createActions } from '../../../../../renderer/session/actions.ts';
import { createStores } from '../../../../../renderer/session/stores.ts';
import type { SessionView } from '../../../../../shared/contract.ts';
import { wrongFilter } from '../../../../../shared/lessons/lessons/wrong-filter.ts';
import { findMyth } from '../../../../../shared/lessons/myths.ts';
import type { RunReport } from '../../../../../shared/report/report.ts';
import { fail, ok } from '../../../../../shared/result.ts';
import { parseScenario } from '../../../../../shared/scenario/parse.ts';
import { recordOf } from '../../../shared/lessons/record-of.ts';
import { fakeLink, sessionOf, slowScenario, snapshotOf } from '../../session/session-fixture.ts';

const source = 'wrong-filter.highwater.json';

/** What the lesson's run reports: 4,000 published, none received. */
const report = (seconds = 4): RunReport => ({
  ...recordOf(wrongFilter.scenario, { sockets: { feed: { offered: 4000, accepted: 4000 } } }).report,
  seconds,
});

function learn(answers: Parameters<typeof fakeLink>[0] = {}) {
  const stores = createStores();
  stores.takeSnapshot(snapshotOf(sessionOf(slowScenario)));
  stores.session.getState().setConnection('open');
  let runId = 1;
  const view = (more: Partial<SessionView>): SessionView => {
    runId += 1;
    return sessionOf(stores.session.getState().session?.scenario ?? slowScenario, { runId, ...more });
  };
  const { link, asked } = fakeLink({
    'scenario.text': () => ok('{}'),
    'scenario.open': ({ fileName, text }: { fileName: string; text: string }) => {
      const parsed = parseScenario(text);
      runId += 1;
      return parsed.ok ? ok(sessionOf(parsed.value, { runId, source: fileName })) : parsed;
    },
    'run.start': () => ok(view({ source, phase: 'running' })),
    ...answers,
  });
  const actions = createActions(link, stores);
  const model = createLearnModel({ link, stores, actions }, { getItem: () => null, setItem: () => undefined });
  const phase = (more: Partial<SessionView>): void => {
    const { session } = stores.session.getState();
    if (session !== undefined) stores.takeSession({ ...session, ...more });
  };
  const state = () => model.store.getState();
  const running = () => vi.waitUntil(() => state().experiment?.state === 'running');
  return { model, stores, asked, phase, state, running, view };
}

describe('an experiment in the window', () => {
  it('judges the report of its own run, and keeps how it went', async () => {
    const { model, stores, phase, state, running } = learn();
    model.store.getState().guess('wrong-filter', 'half');
    const done = model.runLesson(wrongFilter, 'before');
    await running();
    phase({ phase: 'ended' });
    stores.session.getState().takeReport(report());
    await done;
    expect(state().experiment).toBeUndefined();
    expect(state().progress.lessons).toEqual({
      'wrong-filter': { guess: 'half', answer: 'none', closeness: 'off' },
    });
  });

  it('marks nothing done when the machine was too slow', async () => {
    const { model, stores, phase, state, running } = learn();
    const done = model.runLesson(wrongFilter, 'before');
    await running();
    phase({ phase: 'ended' });
    const slow = recordOf(wrongFilter.scenario, { sockets: { feed: { offered: 900, accepted: 900 } } });
    stores.session.getState().takeReport(slow.report);
    await done;
    expect(state().runs['wrong-filter']?.before).toBeDefined();
    expect(state().progress.lessons).toEqual({});
  });

  it('is one at a time', async () => {
    const { model, asked, running } = learn();
    void model.runLesson(wrongFilter, 'before');
    await running();
    const before = asked.length;
    await model.runLesson(wrongFilter, 'after');
    expect(asked).toHaveLength(before);
  });

  it('claims nothing of a run that was stopped, replaced, failed or lost', async () => {
    const endings: readonly (readonly [string, (lab: ReturnType<typeof learn>) => void])[] = [
      [
        'stopped before its time',
        ({ phase, stores }) => {
          phase({ phase: 'ended' });
          stores.session.getState().takeReport(report(1.5));
        },
      ],
      ['Another scenario or run took its place', ({ stores, view }) => stores.takeSession(view({ source: 'healthy' }))],
      [
        'Port 9 is taken',
        ({ phase }) => phase({ phase: 'failed', problem: { code: 'run-failed', message: 'Port 9 is taken.' } }),
      ],
      ['Highwater does not answer', ({ stores }) => stores.session.getState().setConnection('lost')],
    ];
    for (const [says, end] of endings) {
      const lab = learn();
      const done = lab.model.runLesson(wrongFilter, 'before');
      await lab.running();
      end(lab);
      await done;
      expect(lab.state().experiment).toMatchObject({ state: 'failed', message: expect.stringContaining(says) });
      expect(lab.state().experiment?.stopped, says).toBe(says.startsWith('stopped'));
      expect(lab.state().runs).toEqual({});
    }
  });

  it('does not look as if it ran when something broke', async () => {
    const { model, state } = learn({
      'run.start': () => {
        throw new Error('the wire is gone');
      },
    });
    await expect(model.runLesson(wrongFilter, 'before')).rejects.toThrow('the wire is gone');
    expect(state().experiment).toMatchObject({
      state: 'failed',
      message: 'The experiment broke off: the wire is gone. Run it again.',
    });
  });

  it('says in one line why the library could not be asked', async () => {
    const myth = findMyth('hwm-option');
    if (myth === undefined) throw new Error('expected a myth');
    const { model, state } = learn({ 'myth.probe': () => fail('unexpected', 'myth.probe failed inside Highwater') });
    await model.runMyth(myth);
    expect(state().experiment).toMatchObject({ subject: 'myth:hwm-option', state: 'failed' });
    expect(state().verdicts).toEqual({});
  });

  it('brings back what was in the Lab', async () => {
    const { model, asked } = learn();
    model.openLesson(wrongFilter);
    await vi.waitUntil(() => model.lab.store.getState().before !== undefined);
    await vi.waitUntil(() => asked.some(({ name }) => name === 'scenario.open'));
    await model.lab.bringBack();
    expect(asked.at(-1)).toEqual({ name: 'scenario.open', payload: { fileName: 'slow-consumer', text: '{}' } });
    expect(model.lab.store.getState().before).toBeUndefined();
  });
});
