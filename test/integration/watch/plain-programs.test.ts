import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Pull } from 'zeromq';

const sender = fileURLToPath(new URL('../../fixtures/plain-zeromq/send.mjs', import.meta.url));

describe('the plain sender that other tests watch', () => {
  it('sends at rate 0 as fast as it goes, and complains of nothing', async () => {
    const child = spawn(process.execPath, [sender, 'push', 'tcp://127.0.0.1:*', '0', '64']);
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    const [ready] = (await once(createInterface(child.stdout), 'line')) as [string];
    const pull = new Pull({ linger: 0 });
    try {
      pull.connect(ready.replace(/^ready /, ''));
      for (let received = 0; received < 10_000; received += 1) await pull.receive();
    } finally {
      pull.close();
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    expect(errors.join('')).toBe('');
  });
});
