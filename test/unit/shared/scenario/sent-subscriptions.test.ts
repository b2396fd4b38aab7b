import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../shared/scenario/parse.ts';
import type { Transport } from '../../../../shared/scenario/scenario.ts';
import { sentSubscriptions } from '../../../../shared/scenario/sent-subscriptions.ts';

/** What pyzmq on libzmq 4.3.4 heard, SUB and XSUB alike, whoever binds: publisher's receive mark 1, topics of one letter. */
const measured: readonly [Transport, sends: number, receives: number, asked: string, heard: string][] = [
  ['tcp', 1, 1, 'fbdace', 'a'],
  ['tcp', 3, 1, 'fbdace', 'abc'],
  ['ipc', 2, 1, 'abcdef', 'ab'],
  ['inproc', 1, 1, 'fbdace', 'ab'],
  ['inproc', 3, 1, 'fbdace', 'abcd'],
  ['inproc', 1, 1000, 'abcdef', 'abcdef'],
];

const socketsOf = (subscribe: readonly string[], sends: number, receives: number) => {
  const text = JSON.stringify({
    highwater: 1,
    name: 'subscriptions',
    sockets: [
      { id: 'feed', type: 'xpub', options: { receiveHighWaterMark: receives } },
      { id: 'reader', type: 'xsub', subscribe, options: { sendHighWaterMark: sends } },
    ],
    links: [],
  });
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const [feed, reader] = parsed.value.sockets;
  if (feed === undefined || reader === undefined) throw new Error('no sockets');
  return { feed, reader };
};

describe('sentSubscriptions', () => {
  it.each(measured)(
    'over %s with a send mark of %i and a receive mark of %i: %s',
    (transport, sends, receives, asked, heard) => {
      const { feed, reader } = socketsOf([...asked], sends, receives);
      expect([...sentSubscriptions(reader, feed, transport)].sort().join('')).toBe(heard);
    },
  );

  it('orders by the bytes of UTF-8, and takes what is asked for twice once', () => {
    const asked = ['\u{1f600}', '\uffff', 'é', 'b', 'b', '', 'B', 'ba'];
    const all = socketsOf(asked, 7, 1);
    expect(sentSubscriptions(all.reader, all.feed, 'tcp')).toHaveLength(7);
    const six = socketsOf(asked, 6, 1);
    expect(sentSubscriptions(six.reader, six.feed, 'tcp')).toEqual(['', 'B', 'b', 'ba', 'é', '\uffff']);
  });

  it('has no limit without a mark', () => {
    const { feed, reader } = socketsOf(['a', 'b', 'c'], 0, 1);
    expect(sentSubscriptions(reader, feed, 'tcp')).toHaveLength(3);
    expect(sentSubscriptions(reader, feed, 'inproc')).toHaveLength(3);
  });
});
