import { afterEach, describe, expect, it, vi } from 'vitest';
import { dispatch } from '../../../../electron/host/dispatch.ts';
import { createFakeAppCore } from '../../../fixtures/fake-app-core.ts';

afterEach(() => vi.restoreAllMocks());

describe('dispatch', () => {
  it('brings a valid payload to its handler and its answer back', async () => {
    const { core, calls } = createFakeAppCore();
    const answer = await dispatch(core.handlers, 'scenario.load', { name: 'burst' });
    expect(answer).toMatchObject({ ok: true, value: { source: 'burst' } });
    expect(calls).toEqual([{ name: 'scenario.load', payload: { name: 'burst' } }]);
  });

  it.each(['no.such.call', '__proto__', 'constructor', 'toString', '', 7, undefined, null, ['run.start'], {}])(
    'refuses the name %j without touching a handler',
    async (name) => {
      const { core, calls } = createFakeAppCore();
      expect(await dispatch(core.handlers, name, {})).toMatchObject({ ok: false, problem: { code: 'unknown-call' } });
      expect(calls).toEqual([]);
    },
  );

  it.each([
    ['a missing key', 'scenario.load', {}],
    ['a key too many', 'run.start', { now: true }],
    ['another type', 'run.set', { path: 'seconds', value: { deep: 1 }, by: 'user' }],
    ['a fault that does not exist', 'run.inflict', { fault: 'earthquake', on: 'feed' }],
    ['nothing', 'run.start', undefined],
    ['text beyond the limit', 'scenario.open', { fileName: 'a', text: 'x'.repeat(4_000_001) }],
  ])('refuses a payload with %s in one line', async (_, name, payload) => {
    const { core, calls } = createFakeAppCore();
    const answer = await dispatch(core.handlers, name, payload);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'bad-payload' } });
    expect(JSON.stringify(answer)).not.toContain('\\n');
    expect(calls).toEqual([]);
  });

  it('brings a fault to its handler', async () => {
    const { core, calls } = createFakeAppCore();
    const answer = await dispatch(core.handlers, 'run.inflict', { fault: 'steal-path', on: 'l' });
    expect(answer).toMatchObject({ ok: true, value: { path: 'faults.l', to: 'steal-path', by: 'user' } });
    expect(calls).toEqual([{ name: 'run.inflict', payload: { fault: 'steal-path', on: 'l' } }]);
  });

  it('names the path of what is wrong', async () => {
    const { core } = createFakeAppCore();
    const answer = await dispatch(core.handlers, 'run.set', { path: 'seconds', value: 1, by: 'nobody' });
    expect(answer).toMatchObject({ ok: false, problem: { path: 'by' } });
  });

  it('answers a surprise without its stack, and logs it once with its cause', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const cause = new Error('the socket was gone');
    const { core } = createFakeAppCore({
      'run.start': async () => {
        throw new Error('could not start', { cause });
      },
    });
    const answer = await dispatch(core.handlers, 'run.start', {});
    expect(answer).toMatchObject({ ok: false, problem: { code: 'unexpected' } });
    expect(JSON.stringify(answer)).not.toMatch(/could not start|\.ts:/);
    expect(stderr).toHaveBeenCalledTimes(1);
    expect(String(stderr.mock.calls[0]?.[0])).toMatch(/could not start[\s\S]*the socket was gone/);
  });
});
