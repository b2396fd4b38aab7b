import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxGreetingBytes, passiveGreeting, readGreeting } from '../../../../shared/watch/greeting.ts';

const greeting = (mechanism: string, minor = 1): readonly number[] => {
  const bytes = [...passiveGreeting()];
  bytes[11] = minor;
  bytes.splice(12, 20, ...Buffer.from(mechanism.padEnd(20, '\0')));
  return bytes;
};

const ready = (type: string): readonly number[] => {
  const property = (name: string, value: string): readonly number[] => [
    name.length,
    ...Buffer.from(name),
    0,
    0,
    0,
    value.length,
    ...Buffer.from(value),
  ];
  const body = [5, ...Buffer.from('READY'), ...property('Identity', ''), ...property('Socket-Type', type)];
  return [4, body.length, ...body];
};

describe('readGreeting', () => {
  it('reads version, mechanism and socket type', () => {
    expect(readGreeting(Uint8Array.from([...greeting('NULL'), ...ready('XPUB')]))).toEqual({
      kind: 'zmtp',
      version: '3.1',
      mechanism: 'NULL',
      socketType: 'xpub',
    });
  });

  it('does not wait for a type that the mechanism hides', () => {
    expect(readGreeting(Uint8Array.from(greeting('CURVE')))).toEqual({
      kind: 'zmtp',
      version: '3.1',
      mechanism: 'CURVE',
      socketType: undefined,
    });
  });

  it('reads the type that ZMTP 2 gives', () => {
    expect(readGreeting(Uint8Array.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 8]))).toMatchObject({
      version: '2.0',
      socketType: 'push',
    });
  });

  it('asks for more until it knows, and knows what is no ZMTP', () => {
    const whole = Uint8Array.from([...greeting('NULL'), ...ready('PULL')]);
    for (let length = 0; length < whole.length; length += 1)
      expect(readGreeting(whole.subarray(0, length)).kind).toBe('incomplete');
    expect(readGreeting(Buffer.from('HTTP/1.1 400 Bad Request\r\n')).kind).toBe('not-zmtp');
  });

  it('ends on any bytes, and by its bound at the latest', () => {
    const prefix = fc.constantFrom(
      [],
      greeting('NULL'),
      [...greeting('NULL'), 4, 40, 5, ...Buffer.from('READY')],
      [...greeting('NULL'), 6, 0xff, 0xff],
    );
    fc.assert(
      fc.property(
        prefix,
        fc.uint8Array({ maxLength: 300 }),
        (start, rest) => readGreeting(Uint8Array.from([...start, ...rest])) !== undefined,
      ),
    );
    expect(
      readGreeting(Uint8Array.from([...greeting('NULL'), 4, 255, ...new Array<number>(maxGreetingBytes).fill(0)])).kind,
    ).toBe('zmtp');
  });
});
