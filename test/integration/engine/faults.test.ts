import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAppCore } from '../../../electron/app/app-core.ts';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import type { LabRun } from '../../../electron/engine/run/lab-run.ts';
import { readVersions } from '../../../electron/engine/versions.ts';
import { createRecorder } from '../../../electron/records/recorder.ts';
import type { ReplayScene } from '../../../shared/records/records-view.ts';
import { printScenario } from '../../../shared/scenario/print.ts';
import type { FaultName } from '../../../shared/scenario/scenario.ts';
import type { ChangeMark } from '../../../shared/telemetry/telemetry.ts';
import { liveFlow, settledAt, startRun, stopRun } from '../../fixtures/engine/run-scenario.ts';
import { until } from '../../fixtures/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-faults-test-'));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await settleThreads();
});

const pushPull = (transport: string): object => ({
  seconds: 60,
  sockets: [
    { id: 'source', type: 'push', produce: { rate: 200, size: 100 } },
    { id: 'sink', type: 'pull', consume: { serviceMs: 0 } },
  ],
  links: [{ id: 'l', from: 'source', to: 'sink', bind: 'to', transport }],
});

async function inflict(run: LabRun, fault: FaultName, on: string): Promise<ChangeMark> {
  const done = await run.inflict(fault, on);
  if (!done.ok) throw new Error(done.problem.message);
  return done.value;
}

const flows = (run: LabRun) => until(() => liveFlow(run, 'l').delivered > 20);
const isNamed = (run: LabRun, code: string) =>
  until(() => run.findings.some((finding) => finding.code === code && finding.toMs === undefined));

describe('a fault while the run goes on', () => {
  it.skipIf(process.platform === 'win32')(
    'steals the path of an ipc link: the mark says when, and the diagnosis says what happened',
    async () => {
      const told: ChangeMark[] = [];
      const run = await startRun(pushPull('ipc'), { changed: (mark) => told.push(mark) });
      await flows(run);
      const mark = await inflict(run, 'steal-path', 'l');
      expect(mark).toMatchObject({ path: 'faults.l', to: 'steal-path', by: 'user' });
      expect(mark.atMs).toBeGreaterThan(0);
      await isNamed(run, 'endpoint-stolen');
      // The connection that was there goes on; a socket that comes anew reaches the thief, and hears nothing.
      const before = liveFlow(run, 'l').delivered;
      await until(() => liveFlow(run, 'l').delivered > before + 50);
      expect(await run.act('source', 'restart')).toMatchObject({ ok: true });
      const lastly = await settledAt(() => liveFlow(run, 'l').delivered);
      await until(() => liveFlow(run, 'l').sent > 100 && liveFlow(run, 'l').inFlight > 0);
      expect(liveFlow(run, 'l').delivered).toBe(lastly);
      expect(told).toEqual(run.changes);
      expect(told.map(({ to }) => to)).toEqual(['steal-path', 'restart']);
      const report = await stopRun(run);
      expect(report.findings.map(({ code }) => code)).toContain('endpoint-stolen');
    },
  );

  it('takes a port only when its socket has let go of it, and leaves no mark where it could not', async () => {
    const run = await startRun(pushPull('tcp'));
    await flows(run);
    const refused = await run.inflict('take-port', 'l');
    expect(refused).toMatchObject({ ok: false, problem: { code: 'fault-failed', path: 'faults.l' } });
    expect(refused.ok ? '' : refused.problem.message).toMatch(/^faults\.l: .*EADDRINUSE/);
    expect(run.changes).toEqual([]);
    await run.act('sink', 'close');
    await inflict(run, 'take-port', 'l');
    await run.act('sink', 'restart');
    await isNamed(run, 'address-in-use');
    await stopRun(run);
  });

  it('resets a connection at the relay of its link, and says where there is none', async () => {
    const run = await startRun(pushPull('tcp'));
    await flows(run);
    expect(run.relayed).toEqual([]);
    expect(await run.inflict('reset', 'l')).toMatchObject({ ok: false, problem: { code: 'fault-failed' } });
    await run.set('links.l.conditions.latencyMs', 1, 'user');
    expect(run.relayed).toEqual(['l']);
    const before = liveFlow(run, 'l').delivered;
    await until(() => liveFlow(run, 'l').delivered > before + 20);
    const broken = () => run.events.filter(({ event }) => event === 'disconnect').length;
    const breaks = broken();
    await inflict(run, 'reset', 'l');
    await until(() => broken() > breaks);
    const after = liveFlow(run, 'l').delivered;
    await until(() => liveFlow(run, 'l').delivered > after + 20);
    await stopRun(run);
  });

  it('sends HTTP to a bound socket, which the diagnosis names; a closed one cannot be visited', async () => {
    const run = await startRun(pushPull('tcp'));
    await flows(run);
    await inflict(run, 'http', 'sink');
    await isNamed(run, 'not-zmtp');
    await run.act('sink', 'close');
    const refused = await run.inflict('junk', 'sink');
    expect(refused.ok ? '' : refused.problem.message).toMatch(/^faults\.sink: .*ECONNREFUSED/);
    expect(await run.inflict('exhaust-sockets', 'sink')).toMatchObject({ ok: false });
    expect(run.changes.map(({ to }) => to)).toEqual(['http', 'close']);
    await stopRun(run);
  });

  it('exhausts the context of a socket: what is opened anew is refused, the rest goes on, and the next run has room', async () => {
    const run = await startRun(pushPull('tcp'));
    await flows(run);
    await inflict(run, 'exhaust-sockets', 'sink');
    await isNamed(run, 'contexts-exhausted');
    const before = liveFlow(run, 'l').delivered;
    await until(() => liveFlow(run, 'l').delivered > before + 50);
    await stopRun(run);
    const next = await startRun(pushPull('tcp'));
    await flows(next);
    expect(next.failed).toBe(false);
    await stopRun(next);
  });

  it('is refused where it makes no sense, and when nothing runs', async () => {
    const run = await startRun(pushPull('inproc'));
    for (const [fault, on] of [
      ['steal-path', 'l'],
      ['reset', 'l'],
      ['http', 'sink'],
      ['http', 'l'],
      ['flood', 'nobody'],
    ] as const) {
      const answer = await run.inflict(fault, on);
      expect([fault, answer.ok]).toEqual([fault, false]);
    }
    expect(run.changes).toEqual([]);
    await stopRun(run);
    expect(await run.inflict('exhaust-sockets', 'sink')).toMatchObject({
      ok: false,
      problem: { code: 'not-running' },
    });
  });

  it('that the user made is in the recording, and the replay shows it', async () => {
    const file = join(folder, 'fault.hwrec');
    const noted: ChangeMark[] = [];
    const run = await startRun(pushPull('tcp'), { changed: (mark) => noted.push(mark) });
    const recorder = await createRecorder(file, {
      kind: 'header',
      highwater: 1,
      recordedAt: new Date().toISOString(),
      scenario: JSON.parse(printScenario(run.scenario)) as unknown,
      flows: [...run.flows],
      sockets: [...run.sockets],
      versions: { ...readVersions() },
    });
    await inflict(run, 'silent', 'sink');
    for (const mark of noted) recorder.note('change', mark);
    await stopRun(run);
    expect(await recorder.close()).toMatchObject({ failure: undefined });

    const core = await createAppCore({ host: 'browser', initial: { name: 'healthy' }, autoStart: false });
    expect(await core.openRecording(file)).toMatchObject({ ok: true });
    const shown: unknown[] = [];
    const window = core.attach({
      event: (name, value) => {
        if (name === 'change.made') shown.push(value);
        if (name === 'replay.moved') shown.push(...(value as ReplayScene).changes);
      },
      frame: () => queueMicrotask(() => window.acknowledge()),
    });
    expect(await core.handlers['run.inflict']({ fault: 'http', on: 'sink' })).toMatchObject({
      ok: false,
      problem: { code: 'recording' },
    });
    await core.handlers['run.start']({});
    await until(() => shown.length > 0);
    expect(shown).toEqual(noted);
    await core.close();
  });
});
