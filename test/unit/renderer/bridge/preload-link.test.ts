import { describe, expect, it } from 'vitest';
import { preloadLink } from '../../../../renderer/bridge/preload-link.ts';
import type { PreloadBridge } from '../../../../shared/wire.ts';

function fakeBridge() {
  let tellEvent: Parameters<PreloadBridge['onEvent']>[0] = () => {};
  let tellFrame: Parameters<PreloadBridge['onFrame']>[0] = () => {};
  const calls: unknown[] = [];
  const counts = { acknowledged: 0 };
  const bridge: PreloadBridge = {
    invoke: async (name, payload) => {
      calls.push([name, payload]);
      return { ok: true, value: 'answer' };
    },
    onEvent: (listener) => {
      tellEvent = listener;
    },
    onFrame: (listener) => {
      tellFrame = listener;
    },
    acknowledge: () => {
      counts.acknowledged += 1;
    },
  };
  return {
    bridge,
    calls,
    counts,
    event: (...told: Parameters<typeof tellEvent>) => tellEvent(...told),
    frame: () => tellFrame(new ArrayBuffer(8)),
  };
}

describe("the link through the desktop's preload", () => {
  it('is open from the start and carries calls', async () => {
    const { bridge, calls } = fakeBridge();
    const link = preloadLink(bridge);
    const states: string[] = [];
    link.onConnection((state) => states.push(state));
    expect(await link.call('run.start', {})).toEqual({ ok: true, value: 'answer' });
    expect(calls).toEqual([['run.start', {}]]);
    expect(states).toEqual(['open']);
  });

  it('hands events and frames on, and acknowledges frames that nobody looks at', () => {
    const { bridge, counts, event, frame } = fakeBridge();
    const link = preloadLink(bridge);
    frame();
    expect(counts.acknowledged).toBe(1);
    const heard: unknown[] = [];
    link.on('problem.raised', (problem) => heard.push(problem));
    event('problem.raised', { code: 'x', message: 'y' });
    link.onFrame((_frame, acknowledge) => acknowledge());
    frame();
    expect(heard).toEqual([{ code: 'x', message: 'y' }]);
    expect(counts.acknowledged).toBe(2);
  });
});
