import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../shared/scenario/scenario.ts';
import type { ChangeMark, Telemetry } from '../../../../shared/telemetry/telemetry.ts';
import { pair } from './build-telemetry.ts';
import { simulate } from './simulate-run.ts';

const changedMs = 5000;
const slow = pair('pub', { produce: { rate: 5000 }, consume: { serviceMs: 1 } });

const mark: ChangeMark = {
  atMs: changedMs,
  path: 'sockets.slow.consume.serviceMs',
  from: '1',
  to: '0.1',
  by: 'user',
};

const run = (serviceMs: number, runMs = 12_000) =>
  simulate(slow, {
    runMs,
    capacity: 3000,
    change: (atMs, now: Scenario) =>
      atMs < changedMs
        ? now
        : {
            ...now,
            sockets: now.sockets.map((socket) =>
              socket.id === 'slow' && socket.consume !== undefined
                ? { ...socket, consume: { ...socket.consume, serviceMs } }
                : socket,
            ),
          },
    adjust: (telemetry: Telemetry) => (telemetry.atMs < changedMs ? telemetry : { ...telemetry, changes: [mark] }),
  });

describe('a slow consumer that was made fast', () => {
  it('is over within 1.5 s of the change, and stays so', () => {
    const { looks, openAt } = run(0.1);
    expect(openAt(changedMs - 200)).toContain('slow-consumer');
    const after = looks.filter(({ telemetry }) => telemetry.atMs >= changedMs + 1500);
    for (const { findings } of after) {
      const finding = findings.find(({ code }) => code === 'slow-consumer');
      expect(finding?.toMs).toBe(changedMs);
    }
  });

  it('is told as over, with what was lost, and with the time until its queue is empty', () => {
    const { looks, findings } = run(0.16);
    const sentences = looks
      .filter(({ telemetry }) => telemetry.atMs > changedMs + 1500)
      .map(({ findings: said }) => said.find(({ code }) => code === 'slow-consumer')?.sentence ?? '');
    expect(sentences[0]).toMatch(
      /^slow was too slow for what was offered until 5.* s: .* were lost; what waits drains, about .* left\.$/,
    );
    expect(sentences.join(' ')).not.toMatch(/is too slow|msg\/s are lost/);
    expect(findings.filter(({ code }) => code === 'slow-consumer')).toHaveLength(1);
  });

  it('goes on where the change was too small, without a break', () => {
    const { looks } = run(0.5);
    for (const { telemetry, findings } of looks.filter(
      (look) => look.telemetry.atMs > changedMs && look.telemetry.phase === 'running',
    )) {
      const open = findings.filter(({ code, toMs }) => code === 'slow-consumer' && toMs === undefined);
      expect(open, `at ${telemetry.atMs} ms`).toHaveLength(1);
    }
  });
});
