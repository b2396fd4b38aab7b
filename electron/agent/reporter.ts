import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { basename } from 'node:path';
import type { AgentHello } from './agent-line.ts';
import { type CollectorAddress, defaultCollectorAddress } from './collector-address.ts';
import { createSocketBook } from './socket-book.ts';
import type { WatchedSocket } from './watched-socket.ts';

/** Carries the counts of this process to a collector, as long as there is one. */
export interface Reporter {
  add(socket: WatchedSocket): void;
  /** Sends what is known now, or a moment later. */
  readonly flush: () => void;
}

const reportMs = 500;
const retryMs = 2000;
/** Sockets are closed at any rate, and a collector takes 100 lines a second. */
const flushMs = 50;

/** Reports twice a second. Never throws, never holds the process: without a collector it tries again every two seconds. */
export function startReporter(): Reporter {
  const address = defaultCollectorAddress();
  const book = createSocketBook();
  let link: Socket | undefined;
  let flushing: NodeJS.Timeout | undefined;
  const send = (): void => {
    clearTimeout(flushing);
    flushing = undefined;
    // A collector that does not read gets the next totals later; nothing piles up here.
    if (link?.writable && link.writableLength === 0) for (const line of book.takeLines()) link.write(`${line}\n`);
  };
  const open = (): void => {
    if (address === undefined || link !== undefined) return;
    const opened = openLink(address);
    link = opened;
    opened.once('connect', () => {
      opened.write(`${JSON.stringify(hello)}\n`);
      send();
    });
    opened.once('close', () => {
      link = undefined;
      book.tellAllAgain();
    });
  };
  open();
  setInterval(open, retryMs).unref();
  setInterval(send, reportMs).unref();
  // A write at the very end still reaches the kernel: libuv tries at once before it queues.
  process.once('exit', send);
  return {
    add: (socket) => book.add(socket),
    flush: () => {
      flushing ??= setTimeout(send, flushMs).unref();
    },
  };
}

const openLink = (address: CollectorAddress): Socket => {
  const link = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host);
  link.on('error', () => link.destroy());
  // The collector has nothing to say.
  link.resume();
  return link.unref();
};

const hello: AgentHello = {
  highwater: 'agent',
  version: 1,
  pid: process.pid,
  instance: randomUUID(),
  program: ['node', process.argv[1]].flatMap((part) => (part === undefined ? [] : [basename(part)])).join(' '),
  language: 'node',
  libzmq: 'unknown',
};
