import { describe, expect, it } from 'vitest';
import { callsSeries, createCallsStore } from '../../../../../renderer/features/attach/calls/calls-store.ts';
import { pictureOfCalls } from '../../../../../renderer/features/attach/calls/picture-of-calls.ts';
import { callsVerdict } from '../../../../../renderer/features/attach/verdict.ts';
import type { CallsLook } from '../../../../../shared/attach/attach-view.ts';
import type { HostLink } from '../../../../../shared/contract.ts';
import type { Finding } from '../../../../../shared/report/finding.ts';
import { ok } from '../../../../../shared/result.ts';
import { callsLook, countedConnection, countedProcess, execView } from '../../../../fixtures/attach/counted.ts';

const slow: Finding = {
  code: 'slow-consumer',
  subject: '2',
  certainty: 'measured',
  sentence: 'python3 program2.py (pid 2, pull) does not keep up.',
  evidence: [],
  remedies: [],
};

describe('the picture of counted programs', () => {
  const draw = (view: ReturnType<typeof execView>, perSecond = 10, over = false) =>
    pictureOfCalls(view, over, () => perSecond);

  it('shows between two programs what was sent and not delivered', () => {
    const { ends, links } = draw(execView());
    expect(ends.map(({ title, type, figure }) => [title, type, figure])).toEqual([
      ['program1.py', 'PUSH', '100 sent'],
      ['program2.py', 'PULL', '90 received'],
    ]);
    expect(links[0]?.lanes[0]).toMatchObject({ state: 'flowing', vessels: [{ figure: '10', name: 'on the way' }] });
  });

  it('tells a queue that grows from a sender that is held up', () => {
    const view = execView({ findings: [slow] });
    expect(draw(view, 10).links[0]?.lanes[0]?.state).toBe('filling');
    expect(draw(view, 0).links[0]?.lanes[0]?.state).toBe('blocked');
    expect(draw(view).ends[1]).toMatchObject({ state: 'blocked', word: 'slow' });
  });

  it('shows what did not arrive as lost, and an ended session as ended', () => {
    const lost = countedConnection(100, 90, { state: 'not-delivered' });
    expect(draw(execView({ connections: [lost] })).links[0]?.lanes[0]).toMatchObject({
      state: 'losing',
      vessels: [{ name: 'not delivered' }],
    });
    expect(draw(execView(), 0, true)).toMatchObject({
      ends: [{ word: 'ended' }, { word: 'ended' }],
      links: [{ lanes: [{ state: 'disconnected' }] }],
    });
  });

  it('puts a program that talks to itself at both sides', () => {
    const view = execView({ connections: [countedConnection(5, 5, { to: '1' })], processes: [countedProcess(1, [])] });
    expect(draw(view).ends.map(({ id }) => id)).toEqual(['1', '1 again']);
    expect(draw(view).links[0]).toMatchObject({ from: '1', to: '1 again' });
  });
});

describe('the store of the counted calls', () => {
  const createDouble = (first: CallsLook) => {
    const state = { look: first };
    const stop = () => () => undefined;
    const call = async () => ok(state.look);
    const link = { call, on: stop, onFrame: stop, onConnection: stop } as unknown as HostLink;
    return { state, store: createCallsStore(link) };
  };

  it('takes rates from two looks, and begins anew with another session', async () => {
    const { state, store } = createDouble(callsLook(execView()));
    await store.look();
    state.look = callsLook(execView({ atMs: 1500, connections: [countedConnection(200, 100)] }));
    await store.look();
    const { values } = store.history.read('1:1-2:1');
    expect(values[callsSeries.sentRate]?.[0]).toBeNaN();
    expect(values[callsSeries.sentRate]?.[1]).toBe(200);
    expect(values[callsSeries.difference]?.[1]).toBe(100);
    state.look = callsLook(execView({ session: 'other', atMs: 10 }));
    await store.look();
    expect([...store.history.read('1:1-2:1').atMs]).toEqual([10]);
  });

  it('keeps the last look at a session that has ended', async () => {
    const { state, store } = createDouble(callsLook(execView()));
    await store.look();
    state.look = callsLook(null);
    await store.look();
    expect(store.getState()).toMatchObject({ over: true, view: { session: 'default' } });
    expect(callsVerdict(store.getState()).sentence).toMatch(/^When the session ended: 100 messages sent/);
  });
});

describe('the verdict on counted programs', () => {
  it('is the finding, else the exact counts', () => {
    const said = (view: ReturnType<typeof execView> | undefined) =>
      callsVerdict({ view, over: false, problem: undefined });
    expect(said(undefined).sentence).toContain('Start a program under Highwater');
    expect(said(execView()).sentence).toBe('100 messages sent and 90 received by 2 programs; no fault is seen.');
    const program = {
      name: 'ruby',
      pid: 1,
      startedAtMs: 0,
      endedAtMs: null,
      exitCode: null,
      signal: null,
      stopped: false,
    };
    const reason =
      'java Feed (pid 1) is out of reach: its ZeroMQ is JeroMQ (Java), which calls no libzmq; use watch or tap.';
    const none = { processes: [], connections: [] };
    expect(said(execView({ ...none, programs: [{ ...program, outOfReach: [] }] })).sentence).toContain(
      'ruby: no ZeroMQ',
    );
    expect(said(execView({ ...none, programs: [{ ...program, outOfReach: [reason] }] }))).toMatchObject({
      state: 'refused',
      sentence: reason,
    });
    expect(said(execView({ programs: [{ ...program, outOfReach: [reason] }] })).sentence).toContain(
      '; 1 more out of reach.',
    );
    expect(said(execView({ findings: [slow] }))).toMatchObject({
      state: 'blocked',
      blindSpots: ['What was not counted.'],
    });
  });
});
