import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { flowOf, runToEnd } from '../../fixtures/engine/run-scenario.ts';
import { highwater } from '../../fixtures/outside-programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-absent-test-'));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await settleThreads();
});

/** A PUSH that connects to two workers, of which the second comes at `startAtMs`. */
const pushToTwo = (transport: string, startAtMs: number, options: object = {}): object => ({
  seconds: 2,
  sockets: [
    { id: 'source', type: 'push', options: { sendHighWaterMark: 100, ...options }, produce: { rate: 500, size: 64 } },
    { id: 'here', type: 'pull', consume: {} },
    { id: 'absent', type: 'pull', consume: {}, startAtMs },
  ],
  links: [
    { id: 'l', from: 'source', to: 'here', transport: 'tcp', bind: 'to' },
    { id: 'void', from: 'source', to: 'absent', transport, bind: 'to' },
  ],
});

describe('a worker that is not there', () => {
  it.each(['tcp', 'ipc', 'inproc'])(
    'over %s: what was queued for it is its loss, and nobody else is blamed',
    async (transport) => {
      const report = await runToEnd(pushToTwo(transport, 60_000));
      const [accepted, received] = [report.sockets[0]?.accepted ?? 0, flowOf(report, 'l').delivered];
      expect(flowOf(report, 'l')).toMatchObject({ sent: received, lost: 0, residual: 0 });
      const held = flowOf(report, 'void');
      expect(held).toMatchObject({ sent: accepted - received, delivered: 0, lost: accepted - received, residual: 0 });
      expect(held.lost).toBeGreaterThanOrEqual(100);
      for (const { cause } of held.lostRanges) expect(cause).toBe('transport-failure');
      expect(report.findings).toMatchObject([{ code: 'transport-failure', subject: 'void', certainty: 'inferred' }]);
      expect(report.findings[0]?.remedies[0]?.set).toEqual({ 'sockets.source.options.immediate': true });
    },
  );

  it('gets all that waited for it when it comes', async () => {
    const report = await runToEnd(pushToTwo('tcp', 1_000));
    expect(flowOf(report, 'void').delivered).toBeGreaterThan(100);
    for (const flow of report.flows) expect(flow).toMatchObject({ lost: 0, residual: 0, sent: flow.delivered });
  });

  it('that is killed is queued for on and on, and that is its loss: every one, and the finding counts as the ledger does', async () => {
    const report = await runToEnd({
      ...pushToTwo('tcp', 0, { sendHighWaterMark: 1_000 }),
      steps: [{ atMs: 500, do: 'kill', socket: 'absent' }],
    });
    const [accepted, received] = [report.sockets[0]?.accepted ?? 0, flowOf(report, 'l').delivered];
    expect(flowOf(report, 'l')).toMatchObject({ sent: received, lost: 0 });
    const { delivered, lost, lostRanges } = flowOf(report, 'void');
    expect(delivered + lost).toBe(accepted - received);
    expect(new Set(lostRanges.map(({ cause }) => cause))).toEqual(new Set(['peer-lost']));
    const [finding] = report.findings;
    expect(finding).toMatchObject({ code: 'peer-lost', subject: 'absent' });
    expect(finding?.sentence).toContain(`took ${lost} messages with it`);
    expect(finding?.remedies.map(({ set }) => set)).toContainEqual({ 'sockets.source.options.immediate': true });
  });

  it('holds the one request of a REQ, which asks nobody any more', async () => {
    const report = await runToEnd({
      seconds: 1,
      sockets: [
        { id: 'asker', type: 'req', produce: { rate: 100, size: 64 } },
        { id: 'here', type: 'rep', consume: {} },
        { id: 'absent', type: 'rep', consume: {}, startAtMs: 60_000 },
      ],
      links: [
        { id: 'l', from: 'asker', to: 'here', bind: 'to' },
        { id: 'void', from: 'asker', to: 'absent', bind: 'to' },
      ],
    });
    const answered = report.sockets[1]?.received;
    expect(flowOf(report, 'l')).toMatchObject({ sent: answered, delivered: answered, lost: 0 });
    expect(flowOf(report, 'void')).toMatchObject({ sent: 1, lost: 1, lostRanges: [{ cause: 'transport-failure' }] });
    expect(report.findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual(
      expect.arrayContaining(['transport-failure void', 'reply-lost asker']),
    );
  });

  it('gets nothing, and takes nothing, where the sender sends only to who is there', async () => {
    const report = await runToEnd(pushToTwo('tcp', 60_000, { immediate: true }));
    expect(flowOf(report, 'void')).toMatchObject({ sent: 0, lost: 0 });
    expect(flowOf(report, 'l')).toMatchObject({ sent: report.sockets[0]?.accepted, lost: 0, residual: 0 });
    expect(report.findings).toEqual([]);
  });

  it('does not abort the program: an inproc name that nobody ever bound', async () => {
    const file = join(folder, 'absent.highwater.json');
    writeFileSync(file, JSON.stringify({ highwater: 1, name: 'absent', ...pushToTwo('inproc', 60_000) }));
    expect(await highwater(['run', file, '--json'])).toMatchObject({ status: 0, stderr: '' });
  });
});
