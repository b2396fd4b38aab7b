import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAppCore } from '../../../electron/app/app-core.ts';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import type { AppCore, SessionView } from '../../../shared/contract.ts';
import type { RecordingEntry } from '../../../shared/records/records-view.ts';
import type { RunReport } from '../../../shared/report/report.ts';
import type { Result } from '../../../shared/result.ts';
import { createWatchingWindow } from '../../fixtures/records/watching-window.ts';
import { until } from '../../fixtures/until.ts';

afterAll(settleThreads);

/** Slow enough to lose in the first second, short enough to wait for. */
const losing = {
  highwater: 1,
  name: 'Losing, on purpose',
  seconds: 2,
  sockets: [
    { id: 'feed', type: 'pub', options: { sendHighWaterMark: 10 }, produce: { rate: 2_000, size: 2_000 } },
    { id: 'slow', type: 'sub', subscribe: [''], options: { receiveHighWaterMark: 10 }, consume: { serviceMs: 5 } },
  ],
  links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'tcp', conditions: { bytesPerSecond: 400_000 } }],
  steps: [{ atMs: 500, set: { 'sockets.slow.consume.serviceMs': 4 } }],
};

let folder = '';
let core: AppCore;
let window: ReturnType<typeof createWatchingWindow>;

async function openApp(recordings: string, scenario: object = losing): Promise<void> {
  core = await createAppCore({
    host: 'browser',
    initial: { fileName: 'losing.highwater.json', text: JSON.stringify(scenario) },
    autoStart: false,
    recordings,
  });
  const made = createWatchingWindow(() => attachment.acknowledge());
  const attachment = core.attach(made.sink);
  window = made;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-record-test-'));
});
afterEach(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

function given<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

const session = (): SessionView | undefined => window.of('session.changed').at(-1);
const status = () => window.of('recording.changed').at(-1);

/** Paints whatever comes until the condition holds. */
const painting = <T>(look: () => T | undefined | false) =>
  until(() => {
    window.paint();
    return look();
  }, 40_000);

async function entries(): Promise<readonly RecordingEntry[]> {
  return given(await core.handlers['records.list']({})).entries;
}

/** Runs the scenario to its end while it is recorded; answers the live run's own report. */
async function recordWholeRun(): Promise<RunReport> {
  expect(given(await core.handlers['records.record']({ on: true }))).toEqual({ phase: 'armed' });
  given(await core.handlers['run.start']({}));
  expect(status()?.phase).toBe('recording');
  await painting(() => session()?.phase === 'ended' && status()?.phase === 'off');
  return given(await core.handlers['run.report']({}));
}

const sum = (report: RunReport, field: 'sent' | 'delivered' | 'lost') =>
  report.flows.reduce((total, flow) => total + flow[field], 0);

describe('a run that is recorded in the window', () => {
  it('is in the list with the counts of its own report, and its replay ends with the same', async () => {
    await openApp(folder);
    const report = await recordWholeRun();
    expect(sum(report, 'lost')).toBeGreaterThan(0);
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry?.name).toMatch(/^losing-on-purpose-\d{4}-\d\d-\d\d-\d{6}\.hwrec$/);
    expect(entry).toMatchObject({
      state: 'whole',
      scenario: losing.name,
      bytes: statSync(join(folder, entry?.name ?? '')).size,
    });
    const summary = entry?.summary;
    expect([summary?.sent, summary?.delivered, summary?.lost]).toEqual([
      sum(report, 'sent'),
      sum(report, 'delivered'),
      sum(report, 'lost'),
    ]);
    const firstLossAtMs = Math.min(...report.flows.map((flow) => flow.firstLossAtMs ?? Number.POSITIVE_INFINITY));
    expect(Math.round(summary?.firstLossAtMs ?? -1)).toBe(firstLossAtMs);

    const shown = given(await core.handlers['replay.open']({ name: entry?.name ?? '' }));
    expect(shown).toMatchObject({ phase: 'running', scenario: { name: losing.name }, replay: { name: entry?.name } });
    expect(shown.flows[0]?.endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    given(await core.handlers['replay.set']({ atMs: 1e9 }));
    await painting(() => window.shownMs() === shown.replay?.toMs);
    const last = window.frames().at(-1);
    report.flows.forEach((flow, index) => {
      expect([last?.flow(index, 'sent'), last?.flow(index, 'delivered'), last?.flow(index, 'lostProven')]).toEqual([
        flow.sent,
        flow.delivered,
        flow.lost,
      ]);
    });
    const repainted = window.frames().reduce((total, frame) => {
      let lost = total;
      for (let index = 0; index < frame.repaintCount; index += 1) lost += frame.repaint(index).count;
      return lost;
    }, 0);
    expect(repainted).toBe(sum(report, 'lost'));
    expect(session()?.phase).toBe('ended');
    expect(given(await core.handlers['run.report']({}))).toEqual(report);
    expect(window.scene()?.changes).toMatchObject([{ path: 'sockets.slow.consume.serviceMs', to: '4', by: 'step' }]);
    expect(window.scene()?.findings.map(({ code }) => code)).toEqual(report.findings.map(({ code }) => code));
  });

  it('has nothing on the disk unless it was asked for', async () => {
    await openApp(join(folder, 'recordings'));
    given(await core.handlers['run.start']({}));
    await painting(() => session()?.phase === 'running');
    given(await core.handlers['run.stop']({}));
    expect(await entries()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can be recorded from its middle on and to its middle: the run goes on, and what was before is told', async () => {
    await openApp(folder, { ...losing, seconds: 30 });
    given(await core.handlers['run.start']({}));
    await painting(() => (window.of('change.made').length > 0 ? true : undefined));
    given(await core.handlers['records.record']({ on: true }));
    expect((await entries()).map(({ state }) => state)).toEqual(['recording']);
    const name = (await entries())[0]?.name ?? '';
    expect(await core.handlers['replay.open']({ name })).toMatchObject({
      ok: false,
      problem: { code: 'being-recorded' },
    });
    expect(await core.handlers['records.delete']({ name })).toMatchObject({
      ok: false,
      problem: { code: 'being-recorded' },
    });
    const began = statSync(join(folder, name)).size;
    await painting(() => statSync(join(folder, name)).size > began + 10_000);
    expect(given(await core.handlers['records.record']({ on: false }))).toEqual({ phase: 'off' });
    expect(session()?.phase).toBe('running');
    const [entry] = await entries();
    expect(entry).toMatchObject({ state: 'whole', summary: { reported: false } });
    expect(entry?.summary?.fromMs).toBeGreaterThan(500);
    // Opening it ends the run, as loading a scenario does.
    given(await core.handlers['replay.open']({ name }));
    given(await core.handlers['replay.set']({ atMs: 0, playing: false }));
    await painting(() => window.shownMs() === entry?.summary?.fromMs);
    expect(window.scene()?.changes).toHaveLength(1);
    expect(window.scene()?.events.length).toBeGreaterThan(0);
    expect(window.scene()?.events.map(({ event }) => event)).toContain('handshake');
    expect(await core.handlers['run.report']({})).toMatchObject({ ok: false, problem: { code: 'no-report' } });
  });

  it('goes on where recordings cannot be written, and one line says why', async () => {
    writeFileSync(join(folder, 'file'), '');
    await openApp(join(folder, 'file', 'recordings'));
    const refused = await core.handlers['records.record']({ on: true });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'unwritable-recordings' } });
    if (!refused.ok) expect(refused.problem.message).toMatch(/file\/recordings: .* a file, not a folder\.$/);
    given(await core.handlers['run.start']({}));
    await painting(() => session()?.phase === 'running');
    expect(await core.handlers['records.record']({ on: true })).toMatchObject({ ok: false });
    expect(session()?.phase).toBe('running');
    await until(async () => (given(await core.handlers['run.report']({})).flows[0]?.sent ?? 0) > 0);
    given(await core.handlers['run.stop']({}));
  });
});

describe('a recording that is shown', () => {
  it('refuses every change in one line, and gives way to the Lab as it was', async () => {
    await openApp(folder);
    await recordWholeRun();
    const name = (await entries())[0]?.name ?? '';
    given(await core.handlers['replay.open']({ name }));
    for (const answer of [
      await core.handlers['run.set']({ path: 'sockets.slow.consume.serviceMs', value: 0, by: 'user' }),
      await core.handlers['run.act']({ socket: 'slow', action: 'kill' }),
      await core.handlers['run.inflict']({ fault: 'http', on: 'feed' }),
    ])
      expect(answer).toMatchObject({ ok: false, problem: { code: 'recording' } });
    // What is saved is the scenario that is seen, to be run again.
    expect(JSON.parse(given(await core.handlers['scenario.text']({})))).toMatchObject({ name: losing.name });
    const back = given(await core.handlers['replay.close']({}));
    expect(back).toMatchObject({ phase: 'idle', source: 'losing.highwater.json' });
    expect(back.replay).toBeUndefined();
    expect(await core.handlers['replay.set']({ playing: true })).toMatchObject({
      ok: false,
      problem: { code: 'no-recording' },
    });
    given(await core.handlers['run.start']({}));
    await painting(() => window.of('session.changed').at(-1)?.phase === 'running');
  });

  it('gives way to a scenario that is loaded, and stays where the scenario is refused', async () => {
    await openApp(folder);
    await recordWholeRun();
    const name = (await entries())[0]?.name ?? '';
    given(await core.handlers['replay.open']({ name }));
    expect(await core.handlers['scenario.open']({ fileName: 'x', text: '{' })).toMatchObject({ ok: false });
    expect(given(await core.handlers['app.snapshot']({}))).toMatchObject({
      session: { source: name },
      replay: { speed: 1 },
    });
    given(await core.handlers['scenario.load']({ name: 'healthy' }));
    const snapshot = given(await core.handlers['app.snapshot']({}));
    expect([snapshot.session.source, snapshot.replay]).toEqual(['healthy', undefined]);
  });

  it('comes to a window that is opened later at the same moment', async () => {
    await openApp(folder);
    await recordWholeRun();
    given(await core.handlers['replay.open']({ name: (await entries())[0]?.name ?? '' }));
    given(await core.handlers['replay.set']({ playing: false, atMs: 1_000 }));
    const shownMs = await painting(() => {
      const atMs = window.shownMs();
      return atMs !== undefined && atMs > 900 ? atMs : undefined;
    });
    const late = createWatchingWindow(() => attachment.acknowledge());
    const attachment = core.attach(late.sink);
    await until(() => {
      late.paint();
      return late.shownMs() === shownMs;
    });
    expect(late.frames().length).toBe(window.frames().length);
    expect(late.scene()).toEqual(window.scene());
  });

  it('that was cut off in the middle of a run is played as far as it goes', async () => {
    await openApp(folder);
    await recordWholeRun();
    const name = (await entries())[0]?.name ?? '';
    truncateSync(join(folder, name), Math.floor(statSync(join(folder, name)).size / 2));
    const entry = await until(async () => (await entries()).find(({ state }) => state === 'cut'));
    expect(entry).toMatchObject({ problem: expect.stringContaining('cut short'), scenario: losing.name });
    const shown = given(await core.handlers['replay.open']({ name }));
    given(await core.handlers['replay.set']({ atMs: 1e9 }));
    await painting(() => window.shownMs() === entry.summary?.toMs);
    expect(window.frames()).toHaveLength(entry.summary?.frames ?? 0);
    expect(shown.replay?.problem).toContain('cut short');
  });
});

describe('the files', () => {
  it('are deleted, brought back and exported by names of the list alone', async () => {
    await openApp(folder);
    await recordWholeRun();
    const name = (await entries())[0]?.name ?? '';
    writeFileSync(join(folder, 'secret.txt'), 'x');
    for (const wrong of ['secret.txt', 'nothing.hwrec', '..', `..${name}`])
      for (const answer of [
        await core.handlers['records.delete']({ name: wrong }),
        await core.handlers['records.export']({ name: wrong, format: 'csv' }),
        await core.handlers['replay.open']({ name: wrong }),
      ])
        expect(answer).toMatchObject({ ok: false, problem: { code: 'no-such-recording' } });

    given(await core.handlers['records.delete']({ name }));
    expect(given(await core.handlers['records.list']({}))).toMatchObject({ entries: [], deleted: [name] });
    given(await core.handlers['records.restore']({ name }));
    expect((await entries()).map((entry) => entry.name)).toEqual([name]);

    for (const format of ['csv', 'json', 'arrow'] as const) {
      const { path, bytes } = given(await core.handlers['records.export']({ name, format }));
      expect(path).toBe(join(folder, name.replace(/hwrec$/, format)));
      expect(statSync(path).size).toBe(bytes);
    }
    const again = given(await core.handlers['records.export']({ name, format: 'csv' }));
    expect(again.path).toBe(join(folder, name.replace(/\.hwrec$/, '-2.csv')));
    const rows = readFileSync(again.path, 'utf8').trimEnd().split('\n');
    const [entry] = await entries();
    expect(rows).toHaveLength(1 + (entry?.summary?.frames ?? 0));
    expect(rows.at(-1)?.split(',').slice(0, 5)).toEqual([
      'l',
      String(entry?.summary?.toMs),
      String(entry?.summary?.sent),
      String(entry?.summary?.delivered),
      String(entry?.summary?.lost),
    ]);
    expect(readFileSync(path(name, 'json'), 'utf8')).toContain('"flow":"l"');
  });
});

const path = (name: string, format: string) => join(folder, name.replace(/hwrec$/, format));
