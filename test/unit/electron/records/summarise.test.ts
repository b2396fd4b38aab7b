import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRecording } from '../../../../electron/records/read-recording.ts';
import { readLastSummary, summarise } from '../../../../electron/records/summarise.ts';
import { makeRecording } from '../../../fixtures/records/made-recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-summary-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function lastSummary(path: string) {
  const file = await open(path);
  try {
    return await readLastSummary(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

const whole = join(folder, 'whole.hwrec');

describe('what a recording comes to', () => {
  it('is written at its end, and is what reading it whole says', async () => {
    await makeRecording(whole, 40);
    const written = await lastSummary(whole);
    const read = await summarise(await readRecording(whole));
    expect(read).toEqual({ state: 'whole', summary: written });
    expect(written).toMatchObject({
      fromMs: 50,
      toMs: 2_000,
      frames: 40,
      sent: 400,
      delivered: 360,
      lost: 40,
      firstLossAtMs: 460,
      reported: true,
      ticksLeftOut: 0,
      findings: [{ sentence: 'slow is slow', code: 'slow-consumer', atMs: 600 }],
      changes: [{ path: 'sockets.slow.consume.serviceMs', atMs: 1_000 }],
      phases: [
        { phase: 'running', atMs: 0 },
        { phase: 'ended', atMs: 2_000 },
      ],
    });
  });

  it('is not taken from a file that goes on after it, nor from one that ends within it', async () => {
    const bytes = readFileSync(whole);
    const longer = join(folder, 'longer.hwrec');
    writeFileSync(longer, Buffer.concat([bytes, Buffer.from('x')]));
    expect(await lastSummary(longer)).toBeUndefined();
    const shorter = join(folder, 'shorter.hwrec');
    writeFileSync(shorter, bytes.subarray(0, -1));
    expect(await lastSummary(shorter)).toBeUndefined();
  });

  it('of one that was cut short is that of its frames, and it says so', async () => {
    const cut = join(folder, 'cut.hwrec');
    const bytes = readFileSync(whole);
    writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length / 2)));
    const { summary, state } = await summarise(await readRecording(cut));
    expect(state).toBe('cut');
    expect(summary.frames).toBeGreaterThan(10);
    expect(summary.frames).toBeLessThan(30);
    expect(summary).toMatchObject({ toMs: summary.frames * 50, sent: summary.frames * 10, reported: false });
  });

  it('of one that is damaged in its middle is that of what comes before', async () => {
    const damaged = join(folder, 'damaged.hwrec');
    const bytes = readFileSync(whole);
    bytes.fill(0xff, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 2_000);
    writeFileSync(damaged, bytes);
    const { summary, state } = await summarise(await readRecording(damaged));
    expect(state).toBe('damaged');
    expect(summary.frames).toBeGreaterThan(10);
    expect(summary.frames).toBeLessThan(30);
  });
});
