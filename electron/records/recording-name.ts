import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNameOf } from '../../shared/scenario/file-name.ts';

/** What recordings end with. */
export const recordingSuffix = '.hwrec';

/** `slow-consumer-2026-11-29-054012.hwrec`, in local time. */
export function recordingName(scenario: string, at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  return `${fileNameOf(scenario)}-${day}-${time}${recordingSuffix}`;
}

/** A name of ours for a file that came from elsewhere, whatever it was called there. */
export function importedName(given: string): string {
  const base = given.replace(/^.*[\\/]/, '').replace(/\.hwrec$/i, '');
  const safe = base.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '');
  return `${safe.slice(0, 120) || 'recording'}${recordingSuffix}`;
}

/** Makes and opens `name`, else `name-2` and so on: nothing that is there is written over. Rejects with the system's error. */
export async function openFreeName(
  folder: string,
  name: string,
): Promise<{ readonly name: string; readonly path: string; readonly file: FileHandle }> {
  for (let attempt = 1; ; attempt += 1) {
    const tried = attempt === 1 ? name : numbered(name, attempt);
    const path = join(folder, tried);
    try {
      return { name: tried, path, file: await open(path, 'wx') };
    } catch (error) {
      if (attempt >= mostAttempts || !(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
        throw error;
    }
  }
}

const mostAttempts = 999;

function numbered(name: string, attempt: number): string {
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}-${attempt}${name.slice(dot)}`;
}
