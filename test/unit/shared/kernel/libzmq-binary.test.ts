import { describe, expect, it } from 'vitest';
import { findLibzmqVersion, mayHoldLibzmq } from '../../../../shared/kernel/libzmq-binary.ts';

const code = (major: number, minor: number, patch: number): string =>
  `\x90\xc7\x07${String.fromCharCode(major)}\0\0\0\xc7\x06${String.fromCharCode(minor)}\0\0\0\xc7\x02${String.fromCharCode(patch)}\0\0\0\xc3`;

describe('mayHoldLibzmq', () => {
  it('knows the library, its bundled copies and the addon', () => {
    for (const path of [
      '/usr/lib/x86_64-linux-gnu/libzmq.so.5.2.4',
      '/srv/venv/lib/python3.11/site-packages/pyzmq.libs/libzmq-82f916e6.so.5.2.5',
      '/app/node_modules/zeromq/build/linux/x64/node/glibc-127-Release/addon.node',
      '/venv/zmq/backend/cython/_zmq.cpython-311-x86_64-linux-gnu.so',
    ])
      expect(mayHoldLibzmq(path), path).toBe(true);
    for (const path of ['/usr/lib/libc.so.6', '/opt/libzmqpp.so.4', '/app/zmq.js', '/usr/lib/libczmq.so.4'])
      expect(mayHoldLibzmq(path), path).toBe(false);
  });
});

describe('findLibzmqVersion', () => {
  it('reads the machine code first: a file name can be wrong', () => {
    expect(findLibzmqVersion('/x/libzmq.so.5.2.1', code(4, 3, 5))).toEqual({
      version: '4.3.5',
      how: 'machine code of zmq_version',
    });
  });

  it('falls back on the name of the shared library, then on a source path', () => {
    expect(findLibzmqVersion('/x/libzmq-1a2b.so.5.2.5', '')?.version).toBe('4.3.5');
    expect(findLibzmqVersion('/x/libzmq.so.5.1.5', '')?.version).toBe('4.2.5');
    expect(
      findLibzmqVersion('/x/addon.node', '/root/vcpkg/buildtrees/zeromq/src/v4.3.5-0744e81c3a.clean/src/zmq.cpp'),
    ).toEqual({
      version: '4.3.5',
      how: 'source path in the file',
    });
    expect(findLibzmqVersion('/x/program', 'nothing here')).toBeUndefined();
  });

  it('takes no other stores of three figures for a version', () => {
    expect(findLibzmqVersion('/x/program', code(1, 3, 5))).toBeUndefined();
    expect(findLibzmqVersion('/x/program', code(4, 200, 5))).toBeUndefined();
  });
});
