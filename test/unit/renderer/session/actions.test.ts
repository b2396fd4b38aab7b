import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createActions } from '../../../../renderer/session/actions.ts';
import { createStores } from '../../../../renderer/session/stores.ts';
import { fail, ok } from '../../../../shared/result.ts';
import { fakeLink, sessionOf, slowScenario, snapshotOf } from './session-fixture.ts';

const service = 'sockets.slow.consume.serviceMs';

function start(answers: Parameters<typeof fakeLink>[0]) {
  const stores = createStores();
  stores.takeSnapshot(snapshotOf(sessionOf(slowScenario)));
  const { link, asked } = fakeLink(answers);
  return { stores, asked, actions: createActions(link, stores) };
}

const accept = ({ path, value }: { path: string; value: unknown }) =>
  ok({ atMs: 0, path, from: '', to: String(value), by: 'user' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the actions', () => {
  it('show a knob at once and send only the newest of many values', async () => {
    const { stores, asked, actions } = start({ 'run.set': accept });
    for (let value = 1; value <= 50; value++) actions.set(service, value);
    expect(stores.valuesAt([service])).toEqual({ [service]: 50 });
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual([{ name: 'run.set', payload: { path: service, value: 50, by: 'user' } }]);
  });

  it('break what is named, and say at its place why it could not be done', async () => {
    const answers = [fail('fault-failed', 'faults.l: EADDRINUSE', 'faults.l'), ok(undefined)];
    const { stores, asked, actions } = start({ 'run.inflict': () => answers.shift() });
    const problem = () => stores.problems.getState().problems['set:faults.l'];
    await actions.inflict('take-port', 'l');
    expect(asked).toEqual([{ name: 'run.inflict', payload: { fault: 'take-port', on: 'l' } }]);
    expect(problem()?.message).toContain('EADDRINUSE');
    await actions.inflict('take-port', 'l');
    expect(problem()).toBeUndefined();
  });

  it('take a refused knob back and say why at that knob', async () => {
    const { stores, actions } = start({
      'run.set': () => fail('invalid-value', 'expected a number from 0 to 60000', service),
    });
    actions.set(service, 99_999);
    await vi.advanceTimersByTimeAsync(500);
    expect(stores.valuesAt([service])).toEqual({ [service]: 2 });
    expect(stores.problems.getState().problems[`set:${service}`]?.message).toContain('expected a number');
    expect(stores.problems.getState().problems.run).toBeUndefined();
  });

  it('do not let an old answer put out a newer wish', async () => {
    let answer: (value: unknown) => void = () => {};
    const { stores, actions } = start({
      'run.set': () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    actions.set(service, 5);
    await vi.advanceTimersByTimeAsync(100);
    actions.set(service, 7);
    answer(ok({ atMs: 0, path: service, from: '2', to: '5', by: 'user' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(stores.valuesAt([service])).toEqual({ [service]: 7 });
  });

  it('apply a remedy as a remedy, and take it back to what stood before', async () => {
    const { stores, asked, actions } = start({ 'run.set': accept });
    const mark = 'sockets.fast.options.receiveHighWaterMark';
    await actions.apply({ sentence: 'Be faster', set: { [service]: 0.1, [mark]: 5_000 } });
    expect(stores.changes.getState().undoable).toEqual({
      sentence: 'Be faster',
      before: { [service]: 2, [mark]: 1_000 },
    });
    await actions.undo();
    expect(asked.map(({ payload }) => payload)).toEqual([
      { path: service, value: 0.1, by: 'remedy' },
      { path: mark, value: 5_000, by: 'remedy' },
      { path: service, value: 2, by: 'user' },
      { path: mark, value: 1_000, by: 'user' },
    ]);
    expect(stores.changes.getState().undoable).toBeUndefined();
  });

  it('take the session that a start answers, and show a failed start where runs are shown', async () => {
    const { stores, actions } = start({
      'run.start': () => ok(sessionOf(slowScenario, { runId: 2, phase: 'starting' })),
    });
    await actions.start();
    expect(stores.session.getState()).toMatchObject({ busy: undefined, session: { runId: 2 } });
    const failing = start({ 'run.start': () => fail('busy', 'a run goes on') });
    await failing.actions.start();
    expect(failing.stores.problems.getState().problems.run?.code).toBe('busy');
  });

  it('say in one place what is wrong with a file', async () => {
    const { stores, actions } = start({ 'scenario.open': () => fail('invalid-json', 'x.json: expected JSON') });
    await actions.open('x.json', '{');
    expect(stores.problems.getState().problems.scenario?.message).toBe('x.json: expected JSON');
  });
});
