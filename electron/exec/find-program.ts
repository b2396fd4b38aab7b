import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { type ProgramFile, programHeadBytes, readProgramHead } from '../../shared/exec/elf.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/** A program that can be started, and whether the shim can see its calls. */
export interface FoundProgram {
  readonly path: string;
}

/**
 * Finds a command as a shell would, and refuses what no preloaded library can look into: statically linked programs, those of another machine or C
 * library, and those that run with other rights than their caller's.
 */
export async function findProgram(command: string): Promise<Result<FoundProgram>> {
  const path = await locate(command);
  if (path === undefined) {
    const where = command.includes('/') ? 'is no file that can be executed' : 'was not found in PATH';
    return fail('program-not-found', `expected a program to start, but ${JSON.stringify(command)} ${where}`);
  }
  const reason = await outOfReach(path, 0);
  return reason === undefined ? ok({ path }) : fail('out-of-reach', `${command} is out of reach: ${reason}`);
}

const locate = async (command: string): Promise<string | undefined> => {
  if (command === '') return undefined;
  const folders = command.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  for (const folder of folders) {
    const path = command.includes('/')
      ? resolve(command)
      : join(isAbsolute(folder) ? folder : resolve(folder), command);
    if (await isExecutable(path)) return path;
  }
  return undefined;
};

const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

/** `#!` lines may name scripts; the kernel follows five. */
const maxScripts = 5;

const outOfReach = async (path: string, depth: number): Promise<string | undefined> => {
  const head = await readHead(path);
  if (head?.kind === 'script' && depth < maxScripts) return outOfReach(head.interpreter, depth + 1);
  if (head?.kind !== 'elf') return undefined;
  const own = await readHead('/proc/self/exe');
  if (head.interpreter === undefined)
    return 'it is statically linked (as Go programs without cgo are), so that nothing can be put in front of its calls; use watch or tap';
  if (own?.kind === 'elf' && (own.bits !== head.bits || own.machine !== head.machine))
    return `it is built for another machine (${head.bits} bits, ELF machine ${head.machine})`;
  if (own?.kind === 'elf' && isMusl(own.interpreter) !== isMusl(head.interpreter))
    return `it uses another C library (${head.interpreter}) than Highwater's own Node.js`;
  return (await hasOtherRights(path))
    ? 'it runs with the rights of its owner, and the dynamic linker then ignores preloaded libraries'
    : undefined;
};

const isMusl = (interpreter: string | undefined): boolean => interpreter?.includes('musl') === true;

const hasOtherRights = async (path: string): Promise<boolean> => {
  const { mode, uid, gid } = await stat(path);
  return ((mode & 0o4000) !== 0 && uid !== process.getuid?.()) || ((mode & 0o2000) !== 0 && gid !== process.getgid?.());
};

/** Undefined where the file may be executed but not read. */
const readHead = async (path: string): Promise<ProgramFile | undefined> => {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(new Uint8Array(programHeadBytes), 0, programHeadBytes, 0);
      return readProgramHead(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
};
