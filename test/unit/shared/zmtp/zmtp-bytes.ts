/** Builds ZMTP byte by byte from the RFCs, independently of the decoder. */
const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const uint = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256);

export const join = (...parts: (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

export function greeting({ minor = 1, mechanism = 'NULL', asServer = false } = {}): Uint8Array {
  const name = ascii(mechanism);
  return join(
    [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, minor],
    name,
    new Uint8Array(20 - name.length),
    [asServer ? 1 : 0],
    new Uint8Array(31),
  );
}

export function frame(
  body: Uint8Array | readonly number[] | string,
  { more = false, command = false, long = false } = {},
): Uint8Array {
  const bytes = typeof body === 'string' ? ascii(body) : body;
  const isLong = long || bytes.length > 255;
  const flags = (more ? 1 : 0) | (isLong ? 2 : 0) | (command ? 4 : 0);
  return join([flags, ...uint(bytes.length, isLong ? 8 : 1)], bytes);
}

export const command = (name: string, data: Uint8Array | readonly number[] = []): Uint8Array =>
  frame(join([name.length], ascii(name), data), { command: true });

export const property = (name: string, value: string): Uint8Array =>
  join([name.length], ascii(name), uint(value.length, 4), ascii(value));

export const ready = (socketType: string, identity = ''): Uint8Array =>
  command('READY', join(property('Socket-Type', socketType), property('Identity', identity)));

export const error = (reason: string): Uint8Array => command('ERROR', join([reason.length], ascii(reason)));

export const ping = (ttlDeciseconds: number, context: string): Uint8Array =>
  command('PING', join(uint(ttlDeciseconds, 2), ascii(context)));

/** A header that claims `size` bytes. */
export const header = (size: bigint, flags = 2): Uint8Array =>
  join(
    [flags],
    Array.from({ length: 8 }, (_, index) => Number((size >> BigInt(56 - 8 * index)) & 255n)),
  );

export const text = ascii;
