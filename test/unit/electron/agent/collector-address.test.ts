import { describe, expect, it } from 'vitest';
import { formatCollectorAddress, parseCollectorAddress } from '../../../../electron/agent/collector-address.ts';

describe('parseCollectorAddress', () => {
  it.each(['unix:/run/user/1000/highwater/agents.sock', 'tcp:127.0.0.1:4000', 'tcp:localhost:0', 'tcp:[::1]:65535'])(
    'takes %s, and writes it the same',
    (text) => {
      const address = parseCollectorAddress(text);
      expect(address && formatCollectorAddress(address)).toBe(text);
    },
  );

  it.each([
    '',
    'unix:relative',
    `unix:/${'x'.repeat(200)}`,
    'tcp:0.0.0.0:1',
    'tcp:10.0.0.1:1',
    'tcp:127.0.0.1:65536',
    'tcp:127.0.0.1',
    'http://x',
  ])('takes no %s', (text) => {
    expect(parseCollectorAddress(text)).toBeUndefined();
  });
});
