import { readFile, stat } from 'node:fs/promises';
import { findLibzmqVersion, libzmqMark, mayHoldLibzmq } from '../../shared/kernel/libzmq-binary.ts';
import { ownZeroMqByFiles, ownZeroMqByText, ownZeroMqByThreads } from '../../shared/kernel/own-zeromq.ts';
import { parseMappedFiles } from '../../shared/kernel/proc-pid.ts';
import { readKernelFile } from './kernel-file.ts';
import { readOpenFiles, readThreadNames } from './process-table.ts';

/** The ZeroMQ inside a process: a libzmq in the files that are mapped into it, or another implementation by its traces. */
export interface ProcessZeroMq {
  readonly kind: 'libzmq' | 'own';
  /** Undefined when nothing says its version. */
  readonly version: string | undefined;
  readonly versionFrom: string | undefined;
  readonly file: string;
  /** `zeromq.js 6.8.0`, `pyzmq 24.0.1`, `statically linked`, `JeroMQ (Java)`. */
  readonly binding: string | undefined;
}

/** Answers for processes, each file read once; program files, too. */
export const createZeroMqFinder = (): ((pid: number) => Promise<ProcessZeroMq | undefined>) => {
  const known = new Map<string, Promise<BinaryFacts | undefined>>();
  const factsOf = async (path: string): Promise<BinaryFacts | undefined> => {
    const key = await identify(path);
    if (key === undefined) return undefined;
    const reading = known.get(key) ?? readBinary(path);
    if (known.size < maxKnownFiles) known.set(key, reading);
    return reading;
  };
  return async (pid) => {
    const mapped = parseMappedFiles((await readKernelFile(`/proc/${pid}/maps`)) ?? '');
    const binding = await findBinding(pid, mapped);
    for (const file of mapped.filter(mayHoldLibzmq)) {
      // A container's files are reached through the process, not through our own root.
      const facts = (await factsOf(`/proc/${pid}/root${file}`)) ?? (await factsOf(file));
      if (facts?.holdsLibzmq)
        return { kind: 'libzmq', version: facts.version, versionFrom: facts.versionFrom, file, binding };
    }
    const program = await factsOf(`/proc/${pid}/exe`);
    const file = mapped[0] ?? '';
    if (program?.holdsLibzmq) {
      const { version, versionFrom } = program;
      return { kind: 'libzmq', version, versionFrom, file, binding: 'statically linked' };
    }
    const own = program?.own ?? (await findOwnZeroMq(pid, mapped));
    if (own === undefined) return undefined;
    return { kind: 'own', version: undefined, versionFrom: undefined, file, binding: own };
  };
};

const findOwnZeroMq = async (pid: number, mapped: readonly string[]): Promise<string | undefined> =>
  ownZeroMqByFiles([...mapped, ...(await readOpenFiles(pid))]) ?? ownZeroMqByThreads(await readThreadNames(pid));

interface BinaryFacts {
  readonly holdsLibzmq: boolean;
  readonly version: string | undefined;
  readonly versionFrom: string | undefined;
  /** Another implementation that is compiled into the file. */
  readonly own: string | undefined;
}

/** Larger programs are not searched: it would take longer than the answer is worth. */
const maxBinaryBytes = 48 << 20;
const maxKnownFiles = 256;

/** The same file under every path and in every container; undefined when it is unreadable or too large. */
const identify = async (path: string): Promise<string | undefined> => {
  try {
    const status = await stat(path);
    return status.size > maxBinaryBytes ? undefined : `${status.dev} ${status.ino} ${status.mtimeMs}`;
  } catch {
    return undefined;
  }
};

const readBinary = async (path: string): Promise<BinaryFacts | undefined> => {
  try {
    const text = await readFile(path, 'latin1');
    if (!text.includes(libzmqMark))
      return { holdsLibzmq: false, version: undefined, versionFrom: undefined, own: ownZeroMqByText(text) };
    const found = findLibzmqVersion(path, text);
    return { holdsLibzmq: true, version: found?.version, versionFrom: found?.how, own: undefined };
  } catch {
    return undefined;
  }
};

const findBinding = async (pid: number, mapped: readonly string[]): Promise<string | undefined> => {
  for (const file of mapped) {
    const node = /^(.*\/node_modules\/zeromq)\/.*\.node$/.exec(file);
    if (node !== null)
      return `zeromq.js ${await readVersion(pid, `${node[1]}/package.json`, /"version"\s*:\s*"([\w.+-]{1,32})"/)}`;
    const python = /^(.*\/zmq)\/backend\/.*\.so$/.exec(file);
    if (python !== null)
      return `pyzmq ${await readVersion(pid, `${python[1]}/sugar/version.py`, /__version__(?:\s*:\s*str)?\s*=\s*["']([\w.+-]{1,32})["']/)}`;
  }
  return undefined;
};

const readVersion = async (pid: number, file: string, pattern: RegExp): Promise<string> => {
  const text = (await readKernelFile(`/proc/${pid}/root${file}`)) ?? (await readKernelFile(file)) ?? '';
  return pattern.exec(text.slice(0, 65_536))?.[1] ?? '(version unknown)';
};
