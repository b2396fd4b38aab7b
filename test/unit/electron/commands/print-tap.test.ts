import { describe, expect, it } from 'vitest';
import { liveLine, printTap } from '../../../../electron/commands/print-tap.ts';
import { tapReport } from '../../../../shared/tap/tap-report.ts';
import { tapConnection, tapSide, tapView } from '../../../fixtures/attach/tapped.ts';

const versions = { highwater: '0', libzmq: '4.3.5', zeromq: '6.8.0', node: '20' };
const printed = (connections: Parameters<typeof tapView>[0]): string =>
  printTap(tapReport(tapView(connections), versions), []);

describe('the report of a tap at a terminal', () => {
  it('counts connections in words', () => {
    expect(printed({}).split('\n')[0]).toContain(': 1 connection. No findings.');
    expect(printed({ connections: [] }).split('\n')[0]).toContain(': 0 connections. No findings.');
  });

  it('says how many bytes wait in the tap and in the kernel, which are more than without it', () => {
    const forward = tapSide({ messages: 5, heldBytes: 200_000, kernelBytes: 6_000_000 });
    const backward = tapSide({ kernelBytes: 7 });
    const [, , header = '', open = ''] = tableOf(printed({ connections: [tapConnection(1, { forward, backward })] }));
    expect(header).toMatch(/ waiting {2}blocked ms /);
    expect(open).toContain(' 6200007 ');
    const closed = tableOf(printed({ connections: [tapConnection(1, { forward, backward, closedAtMs: 5 })] }))[3];
    expect(closed).not.toContain('6200007');
  });

  it('says what the connections had carried that it leaves out', () => {
    const [forward, backward] = [
      { messages: 9000, bytes: 123_000 },
      { messages: 400, bytes: 456 },
    ];
    const omitted = { messages: 9400, bytes: 123_456, forward, backward };
    const view = tapView({ connectionsOmitted: 940, omitted });
    const report = tapReport(view, versions);
    expect(report.omitted).toEqual(omitted);
    expect(liveLine(view)).toContain('1 open, 9500 messages,');
    expect(printTap(report, [])).toContain('\n  and 940 closed before: 9400 messages, 123456 bytes\n');
  });
});

/** From the blank line before the table on. */
const tableOf = (text: string): readonly string[] => text.slice(text.indexOf('\n\nConnections')).split('\n').slice(1);
