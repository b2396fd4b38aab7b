import type { SocketType } from '../scenario/socket-type.ts';

/** What a listener said of itself before it learned anything of us (ZMTP 3.1, RFC 37: greeting, then READY). */
export type Greeting =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'not-zmtp' }
  | {
      readonly kind: 'zmtp';
      readonly version: string;
      readonly mechanism: string;
      /** Undefined when the mechanism hides it or the metadata did not come. */
      readonly socketType: SocketType | undefined;
    };

/** Our side: ZMTP 3.0, NULL mechanism. Nothing follows it, so no handshake is completed and no message can pass. */
export const passiveGreeting = (): Uint8Array => {
  const bytes = new Uint8Array(64);
  bytes[0] = 0xff;
  bytes[8] = 1;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.set([0x4e, 0x55, 0x4c, 0x4c], 12);
  return bytes;
};

/** The most that is worth waiting for: greeting and one READY of ordinary size. */
export const maxGreetingBytes = 64 + 2048;

export const readGreeting = (bytes: Uint8Array): Greeting => {
  if (bytes.length > 0 && bytes[0] !== 0xff) return { kind: 'not-zmtp' };
  if (bytes.length >= 10 && ((bytes[9] ?? 0) & 1) === 0) return { kind: 'not-zmtp' };
  if (bytes.length < 12) return { kind: 'incomplete' };
  const major = bytes[10] ?? 0;
  // Revision 0 is ZMTP 1.0 in a long frame, 1 is ZMTP 2.0, which names its type in the next byte.
  if (major < 3)
    return {
      kind: 'zmtp',
      version: major === 1 ? '2.0' : '1.0',
      mechanism: 'NULL',
      socketType: major === 1 ? zmtp2Types[bytes[11] ?? 255] : undefined,
    };
  if (bytes.length < 64) return { kind: 'incomplete' };
  const mechanism = text(bytes.subarray(12, 32)).replace(/\0.*$/s, '');
  const greeting = { kind: 'zmtp', version: `${major}.${bytes[11] ?? 0}`, mechanism } as const;
  if (mechanism !== 'NULL') return { ...greeting, socketType: undefined };
  const type = readReady(bytes.subarray(64));
  return type === 'incomplete' && bytes.length < maxGreetingBytes
    ? { kind: 'incomplete' }
    : { ...greeting, socketType: typeof type === 'object' ? type.socketType : undefined };
};

const zmtp2Types: readonly (SocketType | undefined)[] = [
  'pair',
  'pub',
  'sub',
  'req',
  'rep',
  'dealer',
  'router',
  'pull',
  'push',
];

const knownTypes = new Map<string, SocketType>(
  (['pub', 'sub', 'xpub', 'xsub', 'push', 'pull', 'req', 'rep', 'dealer', 'router', 'pair'] as const).map((type) => [
    type.toUpperCase(),
    type,
  ]),
);

/** The command frame READY: its properties are (length, name, 4-byte length, value). */
const readReady = (bytes: Uint8Array): 'incomplete' | 'none' | { readonly socketType: SocketType | undefined } => {
  const flags = bytes[0];
  if (flags === undefined) return 'incomplete';
  if (flags !== 4 && flags !== 6) return 'none';
  const long = flags === 6;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < (long ? 9 : 2)) return 'incomplete';
  const size = long ? Number(view.getBigUint64(1)) : (bytes[1] ?? 0);
  const start = long ? 9 : 2;
  if (size > maxGreetingBytes) return 'none';
  if (bytes.length < start + size) return 'incomplete';
  const body = bytes.subarray(start, start + size);
  if (text(body.subarray(0, 6)) !== '\x05READY') return 'none';
  return { socketType: findSocketType(body.subarray(6)) };
};

const findSocketType = (properties: Uint8Array): SocketType | undefined => {
  const view = new DataView(properties.buffer, properties.byteOffset, properties.byteLength);
  for (let at = 0; at < properties.length; ) {
    const nameEnd = at + 1 + (properties[at] ?? 0);
    if (nameEnd + 4 > properties.length) return undefined;
    const valueEnd = nameEnd + 4 + view.getUint32(nameEnd);
    if (valueEnd > properties.length) return undefined;
    if (text(properties.subarray(at + 1, nameEnd)).toLowerCase() === 'socket-type')
      return knownTypes.get(text(properties.subarray(nameEnd + 4, valueEnd)));
    at = valueEnd;
  }
  return undefined;
};

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 256));
