import { afterEach, describe, expect, it } from 'vitest';
import { plainConditions } from '../../../electron/relay/relay-types.ts';
import { createTapInThread } from '../../../electron/tap/tap-thread.ts';
import { startNumbered, stopPrograms } from '../../fixtures/tap/programs.ts';
import { until } from '../../fixtures/until.ts';

afterEach(stopPrograms);

describe('createTapInThread', () => {
  it('taps in a thread: views, inspected messages, live conditions and a last view at the end', async () => {
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1000, 0]);
    const created = await createTapInThread({
      listen: 'tcp://127.0.0.1:0',
      forward: pull.endpoint,
      conditions: plainConditions,
    });
    if (!created.ok) throw new Error(created.problem.message);
    const tap = created.value;
    tap.setInspecting(true);
    tap.setConditions({ ...plainConditions, latencyMs: 3 });
    await startNumbered('node', 'send', ['push', 'connect', tap.endpoint, 1000, 32, 0]);
    expect(await pull.said('received')).toBe('received 1000 wrong 0');
    await until(() => tap.snapshot().connections[0]?.forward.messages === 1000);
    expect(tap.snapshot()).toMatchObject({ conditions: { latencyMs: 3 }, inspecting: true });
    expect(await tap.inspect()).toHaveLength(100);
    expect((await tap.close()).connections[0]?.forward.messages).toBe(1000);
    expect(await tap.inspect()).toEqual([]);
  });

  it('answers an address that is taken with its problem', async () => {
    const pull = await startNumbered('node', 'receive', ['pull', 'bind', 'tcp://127.0.0.1:*', 1, 0]);
    const created = await createTapInThread({
      listen: pull.endpoint,
      forward: 'tcp://127.0.0.1:1',
      conditions: plainConditions,
    });
    expect(created).toMatchObject({ ok: false, problem: { code: 'address-in-use' } });
  });
});
