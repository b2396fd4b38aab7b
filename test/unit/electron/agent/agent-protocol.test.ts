import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHello, readReport } from '../../../../electron/agent/agent-protocol.ts';

const document = readFileSync(fileURLToPath(new URL('../../../../docs/agent.md', import.meta.url)), 'utf8');
const examples = [...document.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text.replaceAll('\n', ''));

describe('the agent protocol', () => {
  it('is what docs/agent.md shows', () => {
    expect(readHello(examples[0] ?? '')).toMatchObject({ pid: 4711, language: 'go' });
    expect(readReport(examples[1] ?? '')?.sockets[0]).toMatchObject({ name: 'orders', sent: { messages: 1000 } });
  });

  it('ignores fields that a later agent adds', () => {
    const later = JSON.stringify({ ...JSON.parse(examples[0] ?? ''), colour: 'blue' });
    expect(readHello(later)).toMatchObject({ pid: 4711 });
  });

  it('refuses another version, counts that are none, and too many sockets', () => {
    expect(readHello((examples[0] ?? '').replace('"version":1', '"version":2'))).toBeUndefined();
    const report = examples[1] ?? '';
    for (const bad of ['-1', '1.5', '1e300', '"7"', 'null'])
      expect(readReport(report.replace('"messages":1000', `"messages":${bad}`))).toBeUndefined();
    const [socket] = JSON.parse(report).sockets;
    expect(readReport(JSON.stringify({ sockets: Array(256).fill(socket) }))).toBeDefined();
    expect(readReport(JSON.stringify({ sockets: Array(257).fill(socket) }))).toBeUndefined();
  });

  it('survives any line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(readHello(line)).toBeUndefined();
        expect(readReport(line)).toBeUndefined();
      }),
    );
  });
});
