import { afterAll, describe, expect, it } from 'vitest';
import { Dealer, Pair, Request } from 'zeromq';
import { settleThreads } from '../../../electron/engine/pool/worker-pool.ts';
import {
  freeEndpoint,
  type OutsideLanguage,
  startOutside,
  stopOutsiders,
} from '../../fixtures/engine/outside-receiver.ts';
import { flowOf, runToEnd, startRun, stopRun } from '../../fixtures/engine/run-scenario.ts';
import { pythonWithZmq } from '../../fixtures/outside-programs.ts';
import { until } from '../../fixtures/until.ts';

afterAll(async () => {
  stopOutsiders();
  await settleThreads();
});

if (pythonWithZmq === undefined)
  process.stderr.write('pyzmq is not on this machine: its half of these tests is skipped\n');
const languages = ['node', 'python'] as const satisfies OutsideLanguage[];
const absent = (language: OutsideLanguage): boolean => language === 'python' && pythonWithZmq === undefined;

/** Producers begin when the program outside has had time to subscribe. */
const startAtMs = 700;

describe.each(languages)('a program outside (%s)', (language) => {
  it.skipIf(absent(language))('counts what the ledger counts, when nothing is lost to it', async () => {
    const endpoint = await freeEndpoint();
    const outside = await startOutside(language, 'sub', endpoint, 'a');
    const report = await runToEnd({
      seconds: 2,
      sockets: [
        {
          id: 'feed',
          type: 'pub',
          bind: [endpoint],
          produce: { rate: 2_000, size: 300, topics: ['a', 'b'], startAtMs },
        },
        {
          id: 'slow',
          type: 'sub',
          subscribe: ['a'],
          consume: { serviceMs: 20 },
          options: { receiveHighWaterMark: 20 },
        },
      ],
      links: [{ id: 'l', from: 'feed', to: 'slow', transport: 'inproc' }],
    });
    const seen = await outside.stop();
    const flow = flowOf(report, 'l');
    expect(seen).toMatchObject({ first: 0, gaps: 0, missing: 0, disorder: 0, foreign: 0 });
    expect(seen.count).toBe(flow.sent + flow.missedBeforeJoin);
    expect(seen.count).toBe(flow.delivered + flow.lost + flow.missedBeforeJoin);
    expect(flow.lost).toBeGreaterThan(0);
    expect(Object.keys(seen.bytes)).toEqual(['300']);
  });

  it.skipIf(absent(language))(
    'sees the gaps that its own slowness makes, and they close with what the ledger says was sent',
    async () => {
      const endpoint = await freeEndpoint();
      const outside = await startOutside(language, 'sub', endpoint, '', '2');
      const options = { sendHighWaterMark: 50, sendBufferSize: 32_768 };
      const report = await runToEnd({
        seconds: 3,
        sockets: [
          { id: 'feed', type: 'pub', bind: [endpoint], options, produce: { rate: 20_000, size: 2_000, startAtMs } },
        ],
      });
      const seen = await outside.stop();
      const [feed] = report.sockets;
      expect(seen.gaps).toBeGreaterThan(0);
      expect(seen.first + seen.count + seen.missing).toBe(seen.last + 1);
      expect(seen.last).toBeLessThan(feed?.accepted ?? 0);
      expect(seen.disorder).toBe(0);
    },
  );

  it.skipIf(absent(language))('gets every message of a push, each once and in order', async () => {
    const endpoint = await freeEndpoint();
    const outside = await startOutside(language, 'pull', endpoint);
    const report = await runToEnd({
      seconds: 2,
      sockets: [
        { id: 'source', type: 'push', bind: [endpoint], produce: { rate: 0, size: 1_024, count: 20_000, startAtMs } },
      ],
    });
    const seen = await outside.stop();
    expect(report.sockets[0]).toMatchObject({ accepted: 20_000 });
    expect(seen).toMatchObject({ count: 20_000, first: 0, last: 19_999, gaps: 0, disorder: 0 });
  });

  it.skipIf(absent(language)).each([1, 2])(
    'takes its part of what %i of the Lab share with it, and none of that is called lost or waiting',
    async (receivers) => {
      const endpoint = await freeEndpoint();
      const outside = await startOutside(language, 'pull', endpoint);
      const ids = ['one', 'two'].slice(0, receivers);
      const findings = new Set<string>();
      const report = await runToEnd(
        {
          seconds: 3,
          sockets: [
            { id: 'source', type: 'push', bind: [endpoint], produce: { rate: 500, size: 64, count: 900, startAtMs } },
            ...ids.map((id) => ({ id, type: 'pull', consume: { serviceMs: 0 } })),
          ],
          links: ids.map((id) => ({ id, from: 'source', to: id, transport: 'tcp' })),
        },
        {
          findings: (found) => {
            for (const { code } of found) findings.add(code);
          },
        },
      );
      const seen = await outside.stop();
      expect(seen).toMatchObject({ count: 900 / (receivers + 1), disorder: 0 });
      const sums = { sent: 0, delivered: 0, lost: 0, queued: 0, residual: 0, elsewhere: 0 };
      for (const flow of report.flows)
        for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += flow[key] ?? 0;
      const here = 900 - seen.count;
      expect(sums).toEqual({ sent: here, delivered: here, lost: 0, queued: 0, residual: 0, elsewhere: seen.count });
      expect([...findings]).toEqual([]);
    },
  );
});

describe('a socket of the Lab without a link', () => {
  it.each([
    ['router', Dealer],
    ['dealer', Dealer],
    ['pair', Pair],
  ] as const)('is read where it is a %s that consumes', async (type, Outside) => {
    const endpoint = await freeEndpoint();
    const run = await startRun({
      seconds: 20,
      sockets: [{ id: 'lab', type, bind: [endpoint], consume: { serviceMs: 0 } }],
    });
    const outside = new Outside({ linger: 0 });
    outside.connect(endpoint);
    for (let sent = 0; sent < 25; sent += 1) await outside.send('x');
    await until(() => run.report().sockets[0]?.received === 25);
    outside.close();
    expect((await stopRun(run)).sockets).toMatchObject([{ received: 25, foreign: 25 }]);
  });

  it('counts the answers that it gives as a rep', async () => {
    const endpoint = await freeEndpoint();
    const run = await startRun({ seconds: 20, sockets: [{ id: 'lab', type: 'rep', bind: [endpoint], consume: {} }] });
    const outside = new Request({ linger: 0 });
    outside.connect(endpoint);
    for (let asked = 0; asked < 25; asked += 1) {
      await outside.send('x');
      await outside.receive();
    }
    outside.close();
    expect((await stopRun(run)).sockets).toMatchObject([{ received: 25, foreign: 25, offered: 25, accepted: 25 }]);
  });
});
