import { afterAll, describe, expect, it } from 'vitest';
import { createAppCore } from '../../../electron/app/app-core.ts';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import type { AppCore, SessionView } from '../../../shared/contract.ts';
import type { RunPhase } from '../../../shared/telemetry/telemetry.ts';
import { until } from '../../fixtures/until.ts';

afterAll(settleThreads);

const service = 'sockets.slow.consume.serviceMs';

async function sessionOf({ handlers }: AppCore): Promise<SessionView> {
  const answer = await handlers['app.snapshot']({});
  if (!answer.ok || answer.value.session === undefined) throw new Error('expected a session, found none');
  return answer.value.session;
}

const serviceOf = ({ scenario }: SessionView): number | undefined =>
  scenario.sockets.find(({ id }) => id === 'slow')?.consume?.serviceMs;

/** Does it once, as soon as the application says that it is in that phase. */
function onceIn<T>(core: AppCore, phase: RunPhase, act: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let done = false;
    const window = core.attach({
      event: (name, value) => {
        if (done || name !== 'session.changed' || (value as SessionView).phase !== phase) return;
        done = true;
        act().then(resolve, reject);
      },
      frame: () => window.acknowledge(),
    });
  });
}

describe('a knob that is moved', () => {
  it('while a run starts waits for it, and changes it: nothing runs on unseen', async () => {
    const core = await createAppCore({ host: 'browser', initial: { name: 'slow-consumer' }, autoStart: false });
    const { handlers } = core;
    const changing = onceIn(core, 'starting', () => handlers['run.set']({ path: service, value: 0, by: 'user' }));
    const started = await handlers['run.start']({});
    expect([started.ok, (await changing).ok]).toEqual([true, true]);
    const session = await sessionOf(core);
    expect([session.phase, serviceOf(session)]).toEqual(['running', 0]);
    await until(async () => {
      const answer = await handlers['run.report']({});
      return answer.ok && (answer.value.flows[0]?.delivered ?? 0) > 100;
    });
    await handlers['run.stop']({});
    expect((await sessionOf(core)).phase).toBe('ended');
    await core.close();
  });

  it('while a run drains waits for its end, and then is for the next one', async () => {
    const core = await createAppCore({ host: 'browser', initial: { name: 'slow-consumer' }, autoStart: true });
    const { handlers } = core;
    const { runId } = await sessionOf(core);
    const phases: string[] = [];
    core.attach({
      event: (name, value) => {
        if (name === 'session.changed') phases.push((value as SessionView).phase);
      },
      frame: () => undefined,
    });
    const changing = onceIn(core, 'draining', () => handlers['run.set']({ path: service, value: 1, by: 'user' }));
    await handlers['run.stop']({});
    expect((await changing).ok).toBe(true);
    // The end of the run is seen before the next one is.
    expect(phases.filter((phase, at) => phase !== phases[at - 1])).toEqual(['draining', 'ended', 'idle']);
    const next = await sessionOf(core);
    expect([next.phase, serviceOf(next)]).toEqual(['idle', 1]);
    expect(next.runId).toBeGreaterThan(runId);
    await core.close();
  });
});
