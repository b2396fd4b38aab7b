import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pull, Push } from 'zeromq';
import type { IpcDiskProbe } from '../../shared/lessons/probe.ts';

const messages = 256;
const messageBytes = 65_536;
/** Longer than any pause of a busy machine: what has not come by then is lost. */
const patienceMs = 10_000;

/** Lets megabytes wait in an ipc connection, looks at the file that stands for it, and binds its path a second time. */
export const probeIpcDisk = async (): Promise<IpcDiskProbe> => {
  const folder = await mkdtemp(join(tmpdir(), 'highwater-'));
  const path = join(folder, 'probe.ipc');
  const source = new Push({ linger: 0, sendHighWaterMark: 0 });
  const worker = new Pull({ linger: 0, receiveHighWaterMark: 0, receiveTimeout: patienceMs });
  const stranger = new Pull({ linger: 0 });
  try {
    await worker.bind(`ipc://${path}`);
    source.connect(`ipc://${path}`);
    for (let sent = 0; sent < messages; sent += 1) await source.send(Buffer.alloc(messageBytes));
    const file = await stat(path);
    const delivered = await readAll(worker);
    return {
      probe: 'ipc-disk',
      waitingBytes: messages * messageBytes,
      fileBytes: file.size,
      fileBlocks: file.blocks,
      sent: messages,
      delivered,
      secondBind: await bindAgain(stranger, `ipc://${path}`),
    };
  } finally {
    source.close();
    worker.close();
    stranger.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const readAll = async (worker: Pull): Promise<number> => {
  let delivered = 0;
  try {
    while (delivered < messages) {
      await worker.receive();
      delivered += 1;
    }
  } catch {
    // What did not come in time did not come.
  }
  return delivered;
};

const bindAgain = async (stranger: Pull, endpoint: string): Promise<string> => {
  try {
    await stranger.bind(endpoint);
    return 'accepted';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};
