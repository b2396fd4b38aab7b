/**
 * Implementations of ZeroMQ that need no libzmq show themselves by other traces: a file that is open or mapped, the names of their threads, or a
 * source path that the compiler left in the program. One that was packed into a larger file and renamed shows nothing.
 */

/** Every library of C# and Java is a file of its own, unless it was packed into another. */
export const ownZeroMqByFiles = (files: readonly string[]): string | undefined => {
  if (files.some((file) => /\/jeromq[-.\w]*\.jar$/.test(file))) return jeroMq;
  return files.some((file) => /\/NetMQ\.dll$/i.test(file)) ? 'NetMQ (.NET)' : undefined;
};

/** JeroMQ runs a reaper and at least one I/O thread per context, inside one jar with its application, too. */
export const ownZeroMqByThreads = (threads: readonly string[]): string | undefined =>
  [/^reaper-\d+$/, /^iothread-\d+$/].every((pattern) => threads.some((name) => pattern.test(name)))
    ? jeroMq
    : undefined;

const jeroMq = 'JeroMQ (Java)';

/** `binary` is a program file's bytes as latin1 text. */
export const ownZeroMqByText = (binary: string): string | undefined => {
  if (binary.includes('github.com/go-zeromq/zmq4')) return 'go-zeromq (Go)';
  return /\/zeromq-0\.\d{1,3}\.\d{1,3}\/src\//.test(binary) ? 'zmq.rs (Rust)' : undefined;
};

/** libzmq names its threads from 4.2 on; they live while a context has, or had, a socket. */
export const hasLibzmqThreads = (threads: readonly string[]): boolean =>
  threads.some((name) => name.startsWith('ZMQbg/'));
