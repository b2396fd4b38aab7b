/** What the head of a program file says about how it is started. */
export type ProgramFile =
  | { readonly kind: 'script'; readonly interpreter: string; readonly argument: string | undefined }
  | {
      readonly kind: 'elf';
      readonly bits: 32 | 64;
      /** ELF's e_machine: 62 is x86-64, 183 is AArch64. */
      readonly machine: number;
      /** The dynamic linker that the kernel starts for it; undefined for a statically linked program. */
      readonly interpreter: string | undefined;
    }
  | { readonly kind: 'other' };

/** So much of a file's beginning is enough: the program headers follow the ELF header, and the interpreter's name them. */
export const programHeadBytes = 65_536;

/** Reads `#!` lines and ELF headers (elf(5)); any bytes are fine. */
export function readProgramHead(bytes: Uint8Array): ProgramFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, '#!')) return readScript(bytes);
  if (!startsWith(bytes, '\x7fELF') || bytes.byteLength < 64) return { kind: 'other' };
  const is64 = view.getUint8(4) === 2;
  const little = view.getUint8(5) !== 2;
  return {
    kind: 'elf',
    bits: is64 ? 64 : 32,
    machine: view.getUint16(18, little),
    interpreter: findInterpreter(view, is64, little),
  };
}

const interpreterSegment = 3;

const findInterpreter = (view: DataView, is64: boolean, little: boolean): string | undefined => {
  const wide = (at: number): number => (is64 ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const table = wide(is64 ? 32 : 28);
  const size = view.getUint16(is64 ? 54 : 42, little);
  const count = view.getUint16(is64 ? 56 : 44, little);
  for (let index = 0; index < count; index += 1) {
    const at = table + index * size;
    if (size < (is64 ? 56 : 32) || at + size > view.byteLength) return undefined;
    if (view.getUint32(at, little) !== interpreterSegment) continue;
    const [offset, length] = is64 ? [wide(at + 8), wide(at + 32)] : [wide(at + 4), wide(at + 16)];
    // A name beyond what was read is still a name.
    if (offset + length > view.byteLength || length > 4096) return '';
    return textAt(view, offset, length).replace(/\0.*$/s, '');
  }
  return undefined;
};

const readScript = (bytes: Uint8Array): ProgramFile => {
  const end = bytes.indexOf(10);
  const line = String.fromCharCode(...bytes.subarray(2, end < 0 || end > 512 ? 512 : end)).trim();
  const [, interpreter = '', argument] = /^(\S*)(?:\s+(.*))?$/.exec(line) ?? [];
  return interpreter === '' ? { kind: 'other' } : { kind: 'script', interpreter, argument };
};

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  bytes.byteLength >= text.length && [...text].every((char, at) => bytes[at] === char.charCodeAt(0));

const textAt = (view: DataView, at: number, length: number): string =>
  String.fromCharCode(...Array.from({ length }, (_, index) => view.getUint8(at + index)));
