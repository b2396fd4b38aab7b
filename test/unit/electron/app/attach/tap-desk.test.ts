import { describe, expect, it } from 'vitest';
import { createTapDesk } from '../../../../../electron/app/attach/tap-desk.ts';
import type { Tap, TapOptions } from '../../../../../electron/tap/tap-types.ts';
import type { NamedProgram } from '../../../../../shared/attach/attach-view.ts';
import { fail, ok, type Result } from '../../../../../shared/result.ts';
import type { LinkConditions } from '../../../../../shared/scenario/scenario.ts';
import { inspected, tapView } from '../../../../fixtures/attach/tapped.ts';

const conditions: LinkConditions = { bytesPerSecond: 0, latencyMs: 0, jitterMs: 0, cut: false, stall: false };
const request = { listen: 'tcp://127.0.0.1:0', forward: 'tcp://127.0.0.1:5000', conditions, sequence: '0:u32le' };

const createDouble = () => {
  const state = {
    nowMs: 0,
    atMs: 0,
    closed: 0,
    inspecting: false,
    conditions,
    programs: {} as Record<string, NamedProgram>,
  };
  const createTap = async (options: TapOptions): Promise<Result<Tap>> =>
    options.forward === 'nowhere'
      ? fail('invalid-endpoint', 'forward: expected an endpoint, found "nowhere"')
      : ok({
          endpoint: 'tcp://127.0.0.1:6000',
          snapshot: () => tapView({ atMs: state.atMs, inspecting: state.inspecting }),
          setConditions: (next) => {
            state.conditions = next;
          },
          setInspecting: (on) => {
            state.inspecting = on;
          },
          inspect: async () => [inspected(1, 3)],
          reset: () => undefined,
          close: async () => {
            state.closed += 1;
            return tapView({ atMs: 99_000 });
          },
        });
  const names = { of: () => state.programs };
  return { state, desk: createTapDesk({ createTap, now: () => state.nowMs, names }) };
};

describe('the tap desk', () => {
  it('starts a tap, looks at it, and keeps its last view when it is stopped', async () => {
    const { desk, state } = createDouble();
    const started = await desk.start(request);
    expect(started.ok && [started.value.id, started.value.phase, started.value.sequence]).toEqual([
      'tap-1',
      'tapping',
      '0:u32le',
    ]);
    await desk.stop('tap-1');
    const look = desk.look(undefined, undefined);
    expect(look.ok && [look.value.shown?.phase, look.value.shown?.atMs]).toEqual(['stopped', 99_000]);
    await desk.stop('tap-1');
    expect(state.closed).toBe(1);
  });

  it('keeps the names of the programs when it is stopped', async () => {
    const { desk, state } = createDouble();
    await desk.start(request);
    state.programs = { 'tcp://127.0.0.1:5000': { pid: 7, name: 'slow.py' } };
    desk.look('tap-1', undefined);
    state.programs = {};
    await desk.stop('tap-1');
    const look = desk.look('tap-1', undefined);
    expect(look.ok && look.value.shown?.programs).toEqual({ 'tcp://127.0.0.1:5000': { pid: 7, name: 'slow.py' } });
  });

  it('passes on why a tap cannot be started', async () => {
    expect(await createDouble().desk.start({ ...request, forward: 'nowhere' })).toMatchObject({
      ok: false,
      problem: { code: 'invalid-endpoint' },
    });
  });

  it('refuses the ninth tap, and takes the place of a stopped one', async () => {
    const { desk } = createDouble();
    for (let at = 0; at < 8; at += 1) expect((await desk.start(request)).ok).toBe(true);
    expect(await desk.start(request)).toMatchObject({ ok: false, problem: { code: 'too-many-taps' } });
    await desk.stop('tap-3');
    expect((await desk.start(request)).ok).toBe(true);
    const look = desk.look(undefined, undefined);
    expect(look.ok && look.value.taps.map(({ id }) => id)).not.toContain('tap-3');
  });

  it('says that a tap has ended by itself when its view stands still', async () => {
    const { desk, state } = createDouble();
    await desk.start(request);
    const phase = () => {
      const look = desk.look('tap-1', undefined);
      return look.ok && look.value.shown?.phase;
    };
    state.nowMs = 4000;
    state.atMs = 4000;
    expect(phase()).toBe('tapping');
    state.nowMs = 9500;
    expect(phase()).toBe('failed');
  });

  it('forgets only what does not run any more', async () => {
    const { desk } = createDouble();
    await desk.start(request);
    expect(desk.forget('tap-1')).toMatchObject({ ok: false, problem: { code: 'tap-runs' } });
    await desk.stop('tap-1');
    expect(desk.forget('tap-1').ok).toBe(true);
    expect(desk.look(undefined, undefined)).toEqual(ok({ taps: [], shown: null }));
  });

  it('changes the link and switches the inspector', async () => {
    const { desk, state } = createDouble();
    await desk.start(request);
    desk.condition('tap-1', { ...conditions, latencyMs: 20 });
    desk.inspect('tap-1', true);
    expect([state.conditions.latencyMs, state.inspecting]).toEqual([20, true]);
    const messages = await desk.messages('tap-1');
    expect(messages.ok && messages.value).toHaveLength(1);
  });

  it('names a tap that it does not know', async () => {
    const { desk } = createDouble();
    for (const answer of [desk.inspect('x', true), desk.condition('x', conditions), await desk.stop('x')])
      expect(answer).toMatchObject({ ok: false, problem: { code: 'unknown-tap' } });
  });

  it('closes every tap with the application, one that is still being started too', async () => {
    const { desk, state } = createDouble();
    await desk.start(request);
    const late = desk.start(request);
    await desk.close();
    expect(await late).toMatchObject({ ok: false });
    expect(state.closed).toBe(2);
  });
});
