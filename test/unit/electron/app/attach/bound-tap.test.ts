import { describe, expect, it } from 'vitest';
import { boundMessages, boundTap } from '../../../../../electron/app/attach/bound-tap.ts';
import { inspected, tapConnection, tapSide, tapView } from '../../../../fixtures/attach/tapped.ts';

const identity = { id: 'tap-1', phase: 'tapping', sequence: null } as const;
const many = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('what a look at a tap sends to the window', () => {
  it('sends all topics of the connection that was asked for, and a few of the others', () => {
    const topics = many(50).map((at) => ({ topic: `t${at}`, messages: 2, bytes: 10 }));
    const backward = tapSide({
      topics,
      subscriptions: many(80).map(String),
      topicsOmitted: { topics: 1, messages: 5 },
    });
    const view = tapView({ connections: [tapConnection(1, { backward }), tapConnection(2, { backward })] });
    const [other, chosen] = boundTap(view, identity, 2).connections;
    expect(chosen?.backward.topics).toHaveLength(50);
    expect(other?.backward.topics).toHaveLength(3);
    expect(other?.backward.topicsOmitted).toEqual({ topics: 1 + 47, messages: 5 + 94 });
    expect(other?.backward.subscriptionsOmitted).toBe(77);
  });

  it('leaves closed connections out first', () => {
    const closed = many(100).map((at) => tapConnection(at, { closedAtMs: 5 }));
    const open = many(100).map((at) => tapConnection(at + 100));
    const look = boundTap(tapView({ connections: [...closed, ...open] }), identity, undefined);
    expect(look.connections).toHaveLength(128);
    expect(look.connections.filter(({ closedAtMs }) => closedAtMs === null)).toHaveLength(100);
    expect(look.connectionsOmitted).toBe(72);
  });
});

describe('the inspector of a tap', () => {
  it('keeps the newest messages that fit into one answer, oldest first', () => {
    const kept = boundMessages(many(1000).map((atMs) => inspected(atMs, 1000)));
    expect(kept.length).toBeGreaterThan(50);
    expect(kept.at(-1)?.atMs).toBe(999);
    expect(kept.map(({ atMs }) => atMs)).toEqual(many(kept.length).map((at) => 1000 - kept.length + at));
    expect(JSON.stringify(kept).length).toBeLessThan(600_000);
  });

  it('cuts a frame that is too long and says the size that it had', () => {
    const [message] = boundMessages([inspected(1, 100_000)]);
    const [frame] = message?.frames ?? [];
    expect(frame?.size).toBe(100_000);
    expect(frame?.hex.length).toBe(4096);
    expect(frame?.text?.endsWith('\u2026')).toBe(true);
  });
});
