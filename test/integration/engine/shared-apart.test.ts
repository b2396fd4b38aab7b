import { afterAll, describe, expect, it } from 'vitest';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import { runToEnd, startRun, stopRun } from '../../fixtures/engine/run-scenario.ts';
import { until } from '../../fixtures/until.ts';

afterAll(settleThreads);

const apart = { process: {} };
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** One sender whose messages go to one of three receivers, in turn. */
const fanned = (sender: object, receivers: readonly object[], seconds: number): object => ({
  seconds,
  sockets: [{ id: 'source', ...sender }, ...receivers.map((receiver, index) => ({ id: `sink${index}`, ...receiver }))],
  links: receivers.map((_, index) => ({
    id: `l${index}`,
    from: 'source',
    to: `sink${index}`,
    transport: index % 2 === 0 ? 'tcp' : 'ipc',
  })),
});

const push = { type: 'push', produce: { rate: 3_000, size: 64 } };
const pull = { type: 'pull', consume: { serviceMs: 0 } };
const dealer = { type: 'dealer', produce: { rate: 600, size: 64 }, consume: { serviceMs: 0 } };
const rep = { type: 'rep', consume: { serviceMs: 0 } };

describe('a stream that receivers in several processes share', () => {
  it.each([
    ['a receiver apart', push, [pull, { ...pull, ...apart }, pull]],
    ['all receivers apart', push, [pull, pull, pull].map((socket) => ({ ...socket, ...apart }))],
    ['the sender apart', { ...push, ...apart }, [pull, pull, pull]],
    ['all of them apart', { ...push, ...apart }, [pull, pull].map((socket) => ({ ...socket, ...apart }))],
    ['requests and replies', dealer, [rep, { ...rep, ...apart }, rep]],
    ['requests of a process', { ...dealer, ...apart }, [rep, { ...rep, ...apart }]],
  ])('loses nothing: %s', async (_name, sender, receivers) => {
    const report = await runToEnd(fanned(sender, receivers, 1.5));
    const forward = report.flows.filter(({ from }) => from === 'source');
    const [source] = report.sockets;
    expect(sum(forward.map(({ delivered }) => delivered))).toBe(source?.accepted);
    for (const flow of report.flows)
      expect(flow).toMatchObject({ lost: 0, queued: 0, residual: 0, sent: flow.delivered });
    for (const { delivered } of forward) expect(delivered).toBeGreaterThan(100);
    expect(report.findings).toEqual([]);
  });

  it('books what a killed one held to it alone', async () => {
    const slow = { ...pull, ...apart, consume: { serviceMs: 20 } };
    const run = await startRun(fanned(push, [pull, slow, pull], 60));
    const held = (): number => run.figures.flows[1]?.figures.inFlight ?? 0;
    await until(() => held() > 500);
    await run.act('sink1', 'kill');
    const report = await stopRun(run);
    const [first, killed, third] = report.flows;
    expect(killed?.lost).toBeGreaterThan(400);
    for (const flow of [first, third]) expect(flow).toMatchObject({ lost: 0, queued: 0, residual: 0 });
    expect(sum(report.flows.map(({ delivered, lost }) => delivered + lost))).toBe(report.sockets[0]?.accepted);
    expect(report.findings.map(({ code, subject }) => `${code} ${subject}`)).toContain('peer-lost sink1');
  });
});
