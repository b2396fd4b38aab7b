import { readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingEntry } from '../../shared/records/records-view.ts';
import { mapBounded } from './map-bounded.ts';
import { type FoundFile, readEntry, readEntryWhole, writtenEntry } from './recording-entry.ts';
import { recordingSuffix } from './recording-name.ts';

/** The recordings of one folder. Each file is read once, and again only when its size or its time has changed. */
export interface RecordingLibrary {
  readonly folder: string;
  /** Newest first. Rejects with the system's error when the folder is there and cannot be read. */
  list(): Promise<{ readonly entries: readonly RecordingEntry[]; readonly omitted: number }>;
  /** The path of a recording that the last list had, or undefined. */
  pathOf(name: string): string | undefined;
  /** Hides a recording; it is gone for good after `keptMs`, or when the library closes. Rejects with the system's error. */
  remove(name: string): Promise<void>;
  /** Whether it could be brought back. */
  restore(name: string): Promise<boolean>;
  /** Newest first. */
  readonly deleted: readonly string[];
  close(): Promise<void>;
}

export interface LibraryOptions {
  readonly folder: string;
  /** Told when something is known that the last list did not have. */
  readonly onChange: () => void;
  /** A file that is being written has nothing to be read yet; this much is known of it. */
  readonly writing?: (name: string) => Pick<RecordingEntry, 'scenario' | 'recordedAt'> | undefined;
  readonly keptMs?: number;
}

/** More files than anybody looks through; older ones are counted. */
const mostEntries = 2_000;
const opensAtOnce = 8;
const hidden = (name: string): string => `.${name}.deleted`;

export function createRecordingLibrary({
  folder,
  onChange,
  writing = () => undefined,
  keptMs = 300_000,
}: LibraryOptions): RecordingLibrary {
  const known = new Map<string, { readonly key: string; entry: RecordingEntry }>();
  const deleted = new Map<string, NodeJS.Timeout>();
  let whole: Promise<void> = Promise.resolve();
  let closed = false;
  let swept = false;

  const look = async (found: FoundFile): Promise<RecordingEntry> => {
    const written = writing(found.name);
    if (written !== undefined) return writtenEntry(found, written);
    const key = `${found.bytes} ${found.changedMs}`;
    const before = known.get(found.name);
    if (before?.key === key) return before.entry;
    const entry = await readEntry(found);
    const kept = { key, entry };
    known.set(found.name, kept);
    if (entry.state === 'reading') whole = whole.then(() => readLater(found, kept));
    return entry;
  };

  /** One file at a time, however many there are; what was closed or has changed meanwhile is not read. */
  const readLater = async (found: FoundFile, kept: { readonly key: string; entry: RecordingEntry }): Promise<void> => {
    const stale = (): boolean => closed || known.get(found.name) !== kept;
    if (stale()) return;
    const entry = await readEntryWhole(found, stale);
    if (stale()) return;
    kept.entry = entry;
    onChange();
  };

  const forget = async (name: string): Promise<void> => {
    clearTimeout(deleted.get(name));
    deleted.delete(name);
    await unlink(join(folder, hidden(name))).catch(() => undefined);
    if (!closed) onChange();
  };

  return {
    folder,
    async list() {
      if (!swept) await sweep(folder, keptMs);
      swept = true;
      const { found, omitted } = await findFiles(folder);
      const names = new Set(found.map(({ name }) => name));
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
      const entries = await mapBounded(found, opensAtOnce, look);
      return { entries: [...entries].sort(newestFirst), omitted };
    },
    pathOf: (name) => (known.has(name) ? join(folder, name) : undefined),
    async remove(name) {
      await rename(join(folder, name), join(folder, hidden(name)));
      known.delete(name);
      clearTimeout(deleted.get(name));
      deleted.delete(name);
      deleted.set(name, setTimeout(() => void forget(name), keptMs).unref());
    },
    async restore(name) {
      if (!deleted.has(name) || (await exists(join(folder, name)))) return false;
      clearTimeout(deleted.get(name));
      deleted.delete(name);
      await rename(join(folder, hidden(name)), join(folder, name));
      return true;
    },
    get deleted() {
      return [...deleted.keys()].reverse();
    },
    async close() {
      closed = true;
      await Promise.all([whole, ...[...deleted.keys()].map(forget)]);
    },
  };
}

async function findFiles(folder: string): Promise<{ readonly found: readonly FoundFile[]; readonly omitted: number }> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(recordingSuffix) && !name.startsWith('.'));
  const looked = await mapBounded(names, opensAtOnce, async (name): Promise<readonly FoundFile[]> => {
    const status = await stat(join(folder, name)).catch(() => undefined);
    return status?.isFile() ? [{ folder, name, bytes: status.size, changedMs: status.mtimeMs }] : [];
  });
  const found = looked.flat().sort((a, b) => b.changedMs - a.changedMs);
  return { found: found.slice(0, mostEntries), omitted: Math.max(0, found.length - mostEntries) };
}

/** A folder that is not there has no recordings yet. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** What was deleted, or only came in part, before a program died. */
async function sweep(folder: string, keptMs: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!/^\..*\.hwrec\.(deleted|part)$/.test(name)) continue;
    const path = join(folder, name);
    const status = await stat(path).catch(() => undefined);
    if (status !== undefined && Date.now() - status.ctimeMs > keptMs) await unlink(path).catch(() => undefined);
  }
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

const newestFirst = (a: RecordingEntry, b: RecordingEntry): number =>
  Date.parse(b.recordedAt) - Date.parse(a.recordedAt) || (a.name < b.name ? 1 : -1);
