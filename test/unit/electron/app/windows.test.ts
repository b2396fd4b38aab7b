import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPlayer } from '../../../../electron/app/replay/player.ts';
import { Windows } from '../../../../electron/app/windows.ts';
import { openTape } from '../../../../electron/records/recording-tape.ts';
import { flowAt, makeRecording } from '../../../fixtures/records/made-recording.ts';
import { createWatchingWindow } from '../../../fixtures/records/watching-window.ts';
import { until } from '../../../fixtures/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-windows-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tickOf = (runId: number, atMs: number) => ({ runId, atMs, flows: [flowAt(1)], sockets: [] });

describe('a window between a run and a recording', () => {
  it('never has two buffers on its way, whichever takes the place of the other', async () => {
    const windows = new Windows();
    // The watching window throws when a second buffer comes before the first was acknowledged.
    const window = createWatchingWindow(() => attachment.acknowledge());
    const attachment = windows.attach(window.sink);
    windows.tick(tickOf(1, 50));
    expect(window.isBusy()).toBe(true);
    windows.show(undefined);
    windows.tick(tickOf(1, 100));

    const file = join(folder, 'a.hwrec');
    await makeRecording(file, 20);
    const tape = await openTape(file);
    if (!tape.ok) throw new Error(tape.problem.message);
    const player = createPlayer({ tape: tape.value, runId: 2, tell: windows.tell });
    windows.show(player);
    player.set({ atMs: 500 });
    await until(() => {
      window.paint();
      return window.shownMs() === 500;
    });
    windows.tick(tickOf(1, 150));
    player.set({ atMs: 700 });
    await until(() => window.isBusy());
    windows.show(undefined);
    windows.tick(tickOf(3, 50));
    window.paint();
    expect(window.isBusy()).toBe(true);
    await player.close();
  });
});
