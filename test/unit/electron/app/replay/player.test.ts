import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlayer, type Player } from '../../../../../electron/app/replay/player.ts';
import type { Projector } from '../../../../../electron/app/replay/projector.ts';
import { openTape } from '../../../../../electron/records/recording-tape.ts';
import type { EventName } from '../../../../../shared/contract.ts';
import { makeRecording } from '../../../../fixtures/records/made-recording.ts';
import { createWatchingWindow } from '../../../../fixtures/records/watching-window.ts';
import { until } from '../../../../fixtures/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-player-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A player over two seconds (40 ticks) with the test as clock and one window. */
async function playerOf(path: string) {
  const tape = await openTape(path);
  if (!tape.ok) throw new Error(tape.problem.message);
  let nowMs = 0;
  const told: { readonly name: EventName; readonly value: unknown }[] = [];
  const player: Player = createPlayer({
    tape: tape.value,
    runId: 9,
    tell: (name, value) => told.push({ name, value }),
    now: () => nowMs,
  });
  let projector: Projector | undefined;
  const window = createWatchingWindow(() => projector?.pump());
  projector = player.attach(window.sink, window.isBusy);
  /** Paints until the window shows that moment. */
  const shows = (atMs: number) =>
    until(() => {
      window.paint();
      return window.shownMs() === atMs;
    });
  return {
    player,
    window,
    told,
    shows,
    elapse: (ms: number) => {
      nowMs += ms;
      vi.advanceTimersByTime(ms);
    },
  };
}

const whole = join(folder, 'whole.hwrec');
const framesUpTo = (atMs: number) => Array.from({ length: atMs / 50 }, (_, at) => (at + 1) * 50);

describe('a recording that is played', () => {
  it('stands at its begin, and goes on with the clock when it is played, at the speed that was chosen', async () => {
    await makeRecording(whole, 40);
    const { player, window, shows, elapse } = await playerOf(whole);
    await shows(50);
    expect(player.state).toEqual({ playing: false, speed: 1, atMs: 50 });
    elapse(500);
    expect(player.state.atMs).toBe(50);
    player.set({ playing: true });
    elapse(500);
    await shows(550);
    player.set({ speed: 4 });
    elapse(100);
    await shows(950);
    player.set({ speed: 0.5 });
    elapse(200);
    await shows(1_050);
    // Nothing was left out, at whatever speed.
    expect(window.frames().map(({ atMs }) => atMs)).toEqual(framesUpTo(1_050));
    expect(new Set(window.frames().map(({ runId }) => runId))).toEqual(new Set([9]));
    await player.close();
  });

  it('tells events, findings and changes at their time while it plays', async () => {
    const { player, window, shows, elapse } = await playerOf(whole);
    await shows(50);
    player.set({ playing: true });
    elapse(900);
    await shows(950);
    expect([window.of('findings.changed').length, window.of('change.made').length]).toEqual([0, 0]);
    elapse(100);
    await shows(1_050);
    expect(window.of('findings.changed').at(-1)?.[0]?.sentence).toBe('slow is slow');
    expect(window.of('change.made')).toHaveLength(1);
    await player.close();
  });

  it('is rebuilt to any moment: all frames up to there, and what was known then', async () => {
    const { player, window, shows } = await playerOf(whole);
    await shows(50);
    player.set({ atMs: 1_520 });
    await shows(1_500);
    expect(window.frames().map(({ atMs }) => atMs)).toEqual(framesUpTo(1_500));
    expect(window.scene()).toMatchObject({ findings: [{ code: 'slow-consumer' }], changes: [{ to: '1' }] });
    expect(window.scene()?.events).toHaveLength(30);
    player.set({ atMs: 700 });
    await shows(700);
    expect(window.frames().map(({ atMs }) => atMs)).toEqual(framesUpTo(700));
    expect(window.scene()).toMatchObject({ findings: [], changes: [], eventsOmitted: 0 });
    expect(window.scene()?.events).toHaveLength(14);
    // Forward again, the file is read on from there, and the losses of each tick come once.
    player.set({ atMs: 1_000 });
    await shows(1_000);
    expect(window.frames().flatMap((frame) => (frame.repaintCount > 0 ? [frame.repaint(0).sentFromMs] : []))).toEqual(
      Array.from({ length: 11 }, (_, at) => (at + 10) * 50 - 40),
    );
    await player.close();
  });

  it('goes where the newest of many jumps leads', async () => {
    const { player, window, shows } = await playerOf(whole);
    for (const atMs of [1_900, 300, 1_200, 100, 1_700, 400]) player.set({ atMs });
    await shows(400);
    expect(window.frames().map(({ atMs }) => atMs)).toEqual(framesUpTo(400));
    await player.close();
  });

  it('ends with its report, stands there, and begins anew when it is played again', async () => {
    const { player, told, shows, elapse } = await playerOf(whole);
    await shows(50);
    expect([player.view().phase, await player.report()]).toEqual(['running', undefined]);
    player.set({ playing: true, atMs: 1_900 });
    elapse(300);
    await shows(2_000);
    expect(player.state).toMatchObject({ playing: false, atMs: 2_000 });
    expect(player.view().phase).toBe('ended');
    expect(await player.report()).toMatchObject({ scenario: 'Made' });
    expect(told.filter(({ name }) => name === 'session.changed').at(-1)?.value).toMatchObject({ phase: 'ended' });
    player.set({ playing: true });
    expect([player.state.atMs, player.view().phase]).toEqual([50, 'running']);
    await shows(50);
    await player.close();
  });

  it('costs a window that does not paint nothing, and it misses nothing when it paints again', async () => {
    const { player, window, shows, elapse } = await playerOf(whole);
    await shows(50);
    player.set({ playing: true });
    for (let turn = 0; turn < 20; turn += 1) elapse(50);
    await until(() => window.isBusy());
    const seen = window.frames().length;
    elapse(500);
    expect(window.frames().length).toBe(seen);
    await shows(1_550);
    expect(window.frames().map(({ atMs }) => atMs)).toEqual(framesUpTo(1_550));
    await player.close();
  });

  it('says how it ends early where it was cut short, and has no report then', async () => {
    const cut = join(folder, 'cut.hwrec');
    const bytes = readFileSync(whole);
    writeFileSync(cut, bytes.subarray(0, bytes.length / 2));
    const { player, shows } = await playerOf(cut);
    const { toMs, problem } = player.view().replay ?? {};
    expect(problem).toContain('cut short');
    player.set({ atMs: 1e9 });
    await shows(toMs ?? 0);
    expect([player.view().phase, await player.report()]).toEqual(['running', undefined]);
    await player.close();
  });

  it('that is damaged in its middle ends there, and says so once', async () => {
    const damaged = join(folder, 'damaged.hwrec');
    const bytes = readFileSync(whole);
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 3_000);
    writeFileSync(damaged, bytes);
    const { player, told, window, shows } = await playerOf(damaged);
    await shows(50);
    expect(player.view().replay?.toMs).toBe(2_000);
    player.set({ atMs: 2_000 });
    const problem = await until(() => {
      window.paint();
      return told.find(({ name }) => name === 'problem.raised')?.value;
    });
    expect(problem).toMatchObject({ code: 'bad-recording', message: expect.stringContaining('damaged.hwrec') });
    const { toMs = 0 } = player.view().replay ?? {};
    expect(toMs).toBeGreaterThan(500);
    expect(toMs).toBeLessThan(1_500);
    await shows(toMs);
    player.set({ atMs: 100 });
    await shows(100);
    await player.close();
  });

  it('is refused where its figures are of sockets that its scenario does not have', async () => {
    const strange = join(folder, 'strange.hwrec');
    writeFileSync(
      strange,
      readFileSync(whole).toString('latin1').replace('"to":"slow","link"', '"to":"sl_w","link"'),
      'latin1',
    );
    await expect(openTape(strange)).rejects.toThrow('found "sl_w"');
  });

  it('goes on when its file is deleted meanwhile', async () => {
    const moved = join(folder, 'moved.hwrec');
    await makeRecording(moved, 40);
    const { player, shows } = await playerOf(moved);
    await shows(50);
    renameSync(moved, join(folder, '.moved.hwrec.deleted'));
    player.set({ atMs: 1_800 });
    await shows(1_800);
    player.set({ atMs: 200 });
    await shows(200);
    await player.close();
  });
});
