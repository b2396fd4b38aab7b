import { describe, expect, it } from 'vitest';
import {
  hasLibzmqThreads,
  ownZeroMqByFiles,
  ownZeroMqByText,
  ownZeroMqByThreads,
} from '../../../../shared/kernel/own-zeromq.ts';

describe('a ZeroMQ without libzmq', () => {
  it('shows itself by a jar or an assembly', () => {
    expect(ownZeroMqByFiles(['/usr/share/java/jeromq-0.3.6.jar'])).toBe('JeroMQ (Java)');
    expect(ownZeroMqByFiles(['/app/NetMQ.dll'])).toBe('NetMQ (.NET)');
    expect(ownZeroMqByFiles(['/usr/share/java/zmq.jar', '/app/NetMQ.dll.config', 'socket:[1]'])).toBeUndefined();
  });

  it('shows itself by its threads, which one name alone does not prove', () => {
    expect(ownZeroMqByThreads(['java', 'reaper-1', 'iothread-2'])).toBe('JeroMQ (Java)');
    expect(ownZeroMqByThreads(['java', 'reaper-1', 'GC Thread#0'])).toBeUndefined();
  });

  it('shows itself by what the compiler left in the program', () => {
    expect(ownZeroMqByText('\0github.com/go-zeromq/zmq4.(*socket).Recv\0')).toBe('go-zeromq (Go)');
    expect(ownZeroMqByText('/root/.cargo/registry/src/x/zeromq-0.4.1/src/lib.rs')).toBe('zmq.rs (Rust)');
    expect(ownZeroMqByText('/build/zeromq-4.3.5/src/zmq.cpp')).toBeUndefined();
    expect(ownZeroMqByText('github.com/pebbe/zmq4')).toBeUndefined();
  });
});

it('tells a libzmq that has sockets from one that is merely loaded', () => {
  expect(hasLibzmqThreads(['python3', 'ZMQbg/Reaper', 'ZMQbg/IO/0'])).toBe(true);
  expect(hasLibzmqThreads(['python3', 'reaper-1'])).toBe(false);
});
