import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalAddress, readHexAddress } from '../../../../shared/kernel/hex-address.ts';

describe('readHexAddress', () => {
  it.each([
    ['0100007F', '127.0.0.1'],
    ['00000000', '0.0.0.0'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['B80D0120000000000000000001000000', '2001:db8::1'],
    ['000080FE00000000FF005450A1B2C3FE', 'fe80::5054:ff:fec3:b2a1'],
  ])('reads %s as %s', (hex, address) => {
    expect(readHexAddress(hex)).toBe(address);
  });

  it('refuses other lengths and other digits', () => {
    for (const hex of ['', '0100007', '0100007FF', 'G100007F', '0100007F0100007F'])
      expect(readHexAddress(hex)).toBeUndefined();
  });

  it('writes every address as ss and URL parsers write it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const words = [0, 4, 8, 12].map((at) => [...bytes.slice(at, at + 4)].reverse());
        const hex = words
          .flat()
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('');
        const groups = Array.from({ length: 8 }, (_, index) =>
          ((bytes[2 * index]! << 8) | bytes[2 * index + 1]!).toString(16),
        );
        expect(`[${readHexAddress(hex)}]`).toBe(new URL(`http://[${groups.join(':')}]/`).hostname);
      }),
    );
  });
});

describe('normalAddress', () => {
  it('gives one spelling to what several programs print', () => {
    expect(['[::1]', '::1', '[::ffff:10.0.0.1]', '10.0.0.1%eth0', 'FE80::1'].map(normalAddress)).toEqual([
      '::1',
      '::1',
      '10.0.0.1',
      '10.0.0.1',
      'fe80::1',
    ]);
  });
});
