import { connect, type Socket } from 'node:net';
import { basename } from 'node:path';
import type { AgentHello, AgentReport } from './agent-line.ts';
import { type CollectorAddress, defaultCollectorAddress } from './collector-address.ts';
import type { WatchedSocket } from './watched-socket.ts';

/** Carries the counts of this process to a collector, as long as there is one. */
export interface Reporter {
  add(socket: WatchedSocket): void;
  /** Sends what is known now. */
  readonly flush: () => void;
}

const reportMs = 500;
const retryMs = 2000;
/** Of closed sockets, so many are remembered; the collector has their last counts. */
const maxSockets = 256;

/** Reports twice a second. Never throws, never holds the process: without a collector it tries again every two seconds. */
export function startReporter(): Reporter {
  const address = defaultCollectorAddress();
  const sockets = new Map<number, WatchedSocket>();
  let nextId = 1;
  let link: Socket | undefined;
  const send = (): void => {
    // A collector that does not read gets the next totals later; nothing piles up here.
    if (link?.writable && link.writableLength === 0) link.write(lineOf(reportOf(sockets)));
  };
  const open = (): void => {
    if (address === undefined || link !== undefined) return;
    const opened = openLink(address);
    link = opened;
    opened.once('connect', () => {
      opened.write(lineOf(helloOf()));
      send();
    });
    opened.once('close', () => {
      link = undefined;
    });
  };
  open();
  setInterval(open, retryMs).unref();
  setInterval(send, reportMs).unref();
  // A write at the very end still reaches the kernel: libuv tries at once before it queues.
  process.once('exit', send);
  return {
    add: (socket) => {
      if (sockets.size >= maxSockets) forgetClosed(sockets);
      if (sockets.size < maxSockets) sockets.set(nextId, socket);
      nextId += 1;
    },
    flush: send,
  };
}

const openLink = (address: CollectorAddress): Socket => {
  const link = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host);
  link.on('error', () => link.destroy());
  // The collector has nothing to say.
  link.resume();
  return link.unref();
};

const forgetClosed = (sockets: Map<number, WatchedSocket>): void => {
  const oldest = [...sockets].find(([, socket]) => socket.closed);
  if (oldest !== undefined) sockets.delete(oldest[0]);
};

const helloOf = (): AgentHello => ({
  highwater: 'agent',
  version: 1,
  pid: process.pid,
  program: ['node', process.argv[1]].flatMap((part) => (part === undefined ? [] : [basename(part)])).join(' '),
  language: 'node',
  libzmq: 'unknown',
});

const reportOf = (sockets: ReadonlyMap<number, WatchedSocket>): AgentReport => ({
  sockets: [...sockets].map(([id, socket]) => socket.read(id)),
});

const lineOf = (value: AgentHello | AgentReport): string => `${JSON.stringify(value)}\n`;
