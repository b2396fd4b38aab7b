import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { programHeadBytes, readProgramHead } from '../../../../shared/exec/elf.ts';

/** A 64-bit little-endian program whose only segment is of this type. */
const elf = (segment: number, interpreter = '/lib64/ld-linux-x86-64.so.2'): Uint8Array => {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, 62, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, segment, true);
  view.setBigUint64(72, 200n, true);
  view.setBigUint64(96, BigInt(interpreter.length + 1), true);
  bytes.set(new TextEncoder().encode(interpreter), 200);
  return bytes;
};

describe('readProgramHead', () => {
  it('tells a dynamically from a statically linked program', () => {
    expect(readProgramHead(elf(3))).toEqual({
      kind: 'elf',
      bits: 64,
      machine: 62,
      interpreter: '/lib64/ld-linux-x86-64.so.2',
    });
    expect(readProgramHead(elf(1))).toMatchObject({ kind: 'elf', interpreter: undefined });
  });

  it('reads who runs a script', () => {
    const read = (text: string) => readProgramHead(new TextEncoder().encode(text));
    expect(read('#!/usr/bin/env python3\nprint()\n')).toEqual({
      kind: 'script',
      interpreter: '/usr/bin/env',
      argument: 'python3',
    });
    expect(read('#! /bin/sh')).toEqual({ kind: 'script', interpreter: '/bin/sh', argument: undefined });
    expect(read('#!\n').kind).toBe('other');
    expect(read('').kind).toBe('other');
  });

  it.skipIf(process.platform !== 'linux')("knows this very Node's dynamic linker", () => {
    const head = readProgramHead(readFileSync(process.execPath).subarray(0, programHeadBytes));
    expect(head).toMatchObject({ kind: 'elf', bits: 64, interpreter: expect.stringContaining('ld-') });
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, asElf) => {
        if (asElf) bytes.set([0x7f, 0x45, 0x4c, 0x46].slice(0, bytes.length));
        expect(['script', 'elf', 'other']).toContain(readProgramHead(bytes).kind);
      }),
      { numRuns: 2000 },
    );
  });
});
