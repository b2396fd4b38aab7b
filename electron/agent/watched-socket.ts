import { resolve } from 'node:path';
import { typeNames } from '../../shared/exec/counter-layout.ts';
import type { AgentSide, AgentSocket } from './agent-line.ts';
import { intercept } from './intercept.ts';

/** What a zeromq.js socket has that counting needs; each type has some of it. */
export interface WatchableSocket {
  send?(...args: readonly never[]): Promise<void>;
  receive?(): Promise<readonly unknown[]>;
  bind?(endpoint: string): Promise<void>;
  connect?(endpoint: string): void;
  close(): void;
  readonly closed?: boolean;
  /** zmq.h's number. */
  readonly type?: number;
}

/** A socket that is counted. */
export interface WatchedSocket {
  readonly closed: boolean;
  /** Totals by now. */
  read(id: number): AgentSocket;
}

/** Shorter waits are the call itself. */
const leastWaitMs = 0.1;

interface Side {
  messages: number;
  frames: number;
  bytes: number;
  refused: number;
  failed: number;
  waits: number;
  waitedMs: number;
  /** When the call that is on its way began. */
  pendingSince: number | undefined;
}

const newSide = (): Side => ({
  messages: 0,
  frames: 0,
  bytes: 0,
  refused: 0,
  failed: 0,
  waits: 0,
  waitedMs: 0,
  pendingSince: undefined,
});

/**
 * Puts counting functions before the socket's own. Promises settle as before, one microtask later. `changed` is told when the socket was closed, so
 * that the last counts are not left behind.
 */
export function countSocket(socket: WatchableSocket, name: string, changed: () => void): WatchedSocket {
  const openedAt = performance.now();
  const [sent, received] = [newSide(), newSide()];
  const endpoints: { readonly endpoint: string; readonly how: 'bind' | 'connect' }[] = [];
  let closedAt: number | undefined;
  let subscribesToAll = false;
  let options = readOptions(socket);
  // Not the name of its class, which is Publisher for a PUB, and the program's own for one that it derived.
  const type = typeNames[socket.type ?? -1] ?? 'unknown';
  const note = (how: 'bind' | 'connect', endpoint: unknown): void => {
    if (typeof endpoint === 'string' && endpoints.length < 64)
      endpoints.push({ endpoint: placed(endpoint).slice(0, 280), how });
  };
  const isClosed = (): boolean => {
    if (closedAt === undefined && socket.closed === true) closedAt = performance.now();
    return closedAt !== undefined;
  };

  intercept(socket, {
    send: (send, args) => settle(sent, sizeOf(args[0]), () => send(...args)),
    receive: (receive, args) => settle(received, undefined, () => receive(...args)),
    bind: async (bind, args) => {
      await bind(...args);
      note('bind', lastEndpoint(socket) ?? args[0]);
    },
    connect: (connect, args) => {
      const result = connect(...args);
      note('connect', args[0]);
      return result;
    },
    subscribe: (subscribe, args) => {
      subscribesToAll ||= args.length === 0 || args.some((topic) => sizeOf(topic).bytes === 0);
      return subscribe(...args);
    },
    close: (close, args) => {
      options = { ...options, ...readOptions(socket) };
      const result = close(...args);
      closedAt ??= performance.now();
      changed();
      return result;
    },
  });

  return {
    get closed() {
      return isClosed();
    },
    read: (id) => {
      const now = performance.now();
      if (!isClosed()) options = { ...options, ...readOptions(socket) };
      return {
        id,
        name,
        type,
        openedMsAgo: now - openedAt,
        closedMsAgo: closedAt === undefined ? null : now - closedAt,
        endpoints,
        options,
        subscribesToAll,
        sent: readSide(sent, now),
        received: readSide(received, now),
      };
    },
  };
}

/** A relative path means another socket in every folder. */
const placed = (endpoint: string): string =>
  /^ipc:\/\/[^/@*]/.test(endpoint) ? `ipc://${resolve(endpoint.slice('ipc://'.length))}` : endpoint;

interface Size {
  readonly frames: number;
  readonly bytes: number;
}

/** Counts a call by how it ends; `size` is known before for what is sent, and from the answer for what is received. */
const settle = (side: Side, size: Size | undefined, call: () => unknown): unknown => {
  const begun = performance.now();
  const isFirst = side.pendingSince === undefined;
  if (isFirst) side.pendingSince = begun;
  const end = (): void => {
    const tookMs = performance.now() - begun;
    // A call beside one that still waits is refused by zeromq.js; the other goes on waiting.
    if (isFirst) side.pendingSince = undefined;
    if (tookMs < leastWaitMs) return;
    side.waits += 1;
    side.waitedMs += tookMs;
  };
  const succeed = (answer: unknown): unknown => {
    end();
    const { frames, bytes } = size ?? sizeOf(answer);
    side.messages += 1;
    side.frames += frames;
    side.bytes += bytes;
    return answer;
  };
  const refuse = (error: unknown): never => {
    end();
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') side.refused += 1;
    else side.failed += 1;
    throw error;
  };
  let answer: unknown;
  try {
    answer = call();
  } catch (error) {
    return refuse(error);
  }
  return answer instanceof Promise ? answer.then(succeed, refuse) : succeed(answer);
};

/** As zeromq.js takes messages: one part or a list of them; numbers and null have no bytes to copy but a text. */
const sizeOf = (message: unknown): Size => {
  if (!Array.isArray(message)) return { frames: 1, bytes: partBytes(message) };
  return { frames: message.length, bytes: message.reduce((sum: number, part) => sum + partBytes(part), 0) };
};

const partBytes = (part: unknown): number => {
  if (typeof part === 'string') return Buffer.byteLength(part);
  if (part === null || part === undefined) return 0;
  if (typeof part === 'number') return String(part).length;
  return typeof part === 'object' && 'byteLength' in part && typeof part.byteLength === 'number' ? part.byteLength : 0;
};

const reportedOptions = ['sendHighWaterMark', 'receiveHighWaterMark', 'linger', 'conflate'] as const;

/** Some types lack some of them, some cannot be read, and a closed socket tells nothing. */
const readOptions = (socket: WatchableSocket): Readonly<Record<string, number | boolean>> => {
  const options: Record<string, number | boolean> = {};
  for (const name of reportedOptions) {
    try {
      const value: unknown = Reflect.get(socket, name);
      if (typeof value === 'number' || typeof value === 'boolean') options[name] = value;
    } catch {
      // Not readable here.
    }
  }
  return options;
};

const lastEndpoint = (socket: WatchableSocket): string | undefined => {
  const endpoint: unknown = Reflect.get(socket, 'lastEndpoint');
  return typeof endpoint === 'string' && endpoint !== '' ? endpoint : undefined;
};

const readSide = ({ pendingSince, ...side }: Side, now: number): AgentSide => {
  const pendingMs = pendingSince === undefined ? 0 : now - pendingSince;
  return {
    ...side,
    waitedMs: side.waitedMs + (pendingMs >= leastWaitMs ? pendingMs : 0),
    waiting: pendingSince !== undefined,
  };
};
