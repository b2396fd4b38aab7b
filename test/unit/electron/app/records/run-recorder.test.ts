import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunRecorder } from '../../../../../electron/app/records/run-recorder.ts';
import type { LabRun } from '../../../../../electron/engine/run/lab-run.ts';
import type { RecordingStatus } from '../../../../../shared/records/records-view.ts';
import type { Problem } from '../../../../../shared/result.ts';
import { slowScenario } from '../../../renderer/session/session-fixture.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-run-recorder-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A run as far as a recorder looks at one. */
const runIn = (phase: LabRun['phase']) =>
  ({
    phase,
    scenario: slowScenario,
    flows: [],
    sockets: [],
    figures: { flows: [], sockets: [] },
    events: [],
    findings: [],
    changes: [],
    report: () => ({ highwater: 1 }),
  }) as unknown as LabRun;

function recorderIn(place: string) {
  const statuses: RecordingStatus[] = [];
  const problems: Problem[] = [];
  const recorder = createRunRecorder({
    folder: place,
    onStatus: (status) => statuses.push(status),
    onProblem: (problem) => problems.push(problem),
    now: () => new Date(2026, 10, 29, 5, 40, 12),
  });
  return { recorder, statuses, problems };
}

describe('the recorder of the window', () => {
  it('opens one file however often it is asked, and none over another', async () => {
    writeFileSync(join(folder, 'slow-consumer-2026-11-29-054012.hwrec'), 'mine');
    const { recorder } = recorderIn(folder);
    const run = runIn('running');
    const answers = await Promise.all([recorder.record(true, run), recorder.record(true, run)]);
    const name = 'slow-consumer-2026-11-29-054012-2.hwrec';
    const value = { phase: 'recording', name, scenario: 'Slow consumer', recordedAt: expect.any(String) };
    expect(answers).toEqual([
      { ok: true, value },
      { ok: true, value },
    ]);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(recorder.of(run)).toBeDefined();
    await recorder.record(false, run);
    expect([recorder.status, recorder.of(run)]).toEqual([{ phase: 'off' }, undefined]);
    expect(statSync(join(folder, name)).size).toBeGreaterThan(100);
  });

  it('closes the file of a run that has ended while it was opened', async () => {
    const { recorder, statuses } = recorderIn(folder);
    const run = Object.defineProperty(runIn('draining'), 'phase', {
      get: () => (readdirSync(folder).length > 0 ? 'ended' : 'draining'),
    });
    await recorder.record(true, run);
    expect(recorder.status).toEqual({ phase: 'off' });
    expect(statuses.map(({ phase }) => phase)).toEqual(['recording', 'off']);
  });

  it('that waits for the next run takes that one, and only that one', async () => {
    const { recorder } = recorderIn(folder);
    expect(await recorder.record(true, runIn('ended'))).toEqual({ ok: true, value: { phase: 'armed' } });
    const [first, second] = [runIn('idle'), runIn('idle')];
    await recorder.begin(first);
    expect([recorder.of(first) !== undefined, recorder.of(second)]).toEqual([true, undefined]);
    await recorder.end(first);
    await recorder.begin(second);
    expect([recorder.status, recorder.of(second)]).toEqual([{ phase: 'off' }, undefined]);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('tells a run that starts why it is not recorded, and lets it run', async () => {
    const { recorder, problems } = recorderIn(join(folder, 'kept'));
    await recorder.record(true, undefined);
    rmSync(join(folder, 'kept'), { recursive: true });
    writeFileSync(join(folder, 'kept'), '');
    const run = runIn('idle');
    await recorder.begin(run);
    expect(problems).toMatchObject([
      { code: 'unwritable-recordings', message: expect.stringContaining('a file stands') },
    ]);
    expect([recorder.status, recorder.of(run)]).toEqual([{ phase: 'off' }, undefined]);
  });
});
