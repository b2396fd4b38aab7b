import { access, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok, type Result } from '../../shared/result.ts';
import { readProcess } from '../kernel/process-table.ts';
import { makePrivateFolder, sessionsFolder } from './private-folder.ts';

/** One `highwater exec` in a session's folder. Its name holds the pid and start of that process, so that anybody can see whether it lives. */
export interface RunFolder {
  readonly path: string;
  /** Still reads what the others leave here. */
  readonly live: boolean;
}

export const isSessionName = (name: string): boolean => /^[\w-][\w.-]{0,63}$/.test(name);

const sessionPath = (session: string): string => join(...(sessionsFolder() as [string, ...string[]]), session);

/** Joins a session: makes this process's own folder in it. What dead sessions of that name left is removed first. */
export async function joinSession(session: string): Promise<Result<string>> {
  const runs = await listRuns(session);
  if (!runs.some(({ live }) => live)) await removeRuns(session, runs);
  const name = `${process.pid}-${(await readProcess(process.pid))?.startTicks ?? 0}`;
  let made: Result<string> = ok('');
  // Another exec that ends just now may take an empty session away between two steps.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    made = await makePrivateFolder([...sessionsFolder(), session, name]);
    if (made.ok) return made;
  }
  return made;
}

export async function listRuns(session: string): Promise<readonly RunFolder[]> {
  const folder = sessionPath(session);
  const names = await readdir(folder).catch(() => []);
  const runs = names.filter((name) => /^\d{1,10}-\d{1,20}$/.test(name)).slice(0, maxRuns);
  return Promise.all(
    runs.map(async (name) => {
      const [pid, startTicks] = name.split('-').map(Number);
      const path = join(folder, name);
      const hasLeft = await access(join(path, leftMark)).then(
        () => true,
        () => false,
      );
      return { path, live: !hasLeft && (await readProcess(pid ?? 0))?.startTicks === startTicks };
    }),
  );
}

/** A file in the folder of an exec that has read all that it wants. */
const leftMark = 'left';

/** So many programs can be joined in one session. */
const maxRuns = 64;

/** Leaves a session. The last one takes it away, with everything that the others left for it to read. */
export async function leaveSession(session: string, own: string): Promise<void> {
  // First the mark, then the look: of two that leave at once, at least the later one sees that nobody stays.
  await writeFile(join(own, leftMark), '', { mode: 0o600 }).catch(() => undefined);
  const runs = await listRuns(session);
  if (runs.every(({ live }) => !live)) await removeRuns(session, runs);
}

const removeRuns = async (session: string, runs: readonly RunFolder[]): Promise<void> => {
  await Promise.all(runs.map(({ path }) => rm(path, { recursive: true, force: true })));
  // Only what is empty by now: somebody else may have joined.
  let folder = sessionPath(session);
  for (let level = 0; level < 3; level += 1) {
    if (
      !(await rmdir(folder)
        .then(() => true)
        .catch(() => false))
    )
      return;
    folder = dirname(folder);
  }
};
