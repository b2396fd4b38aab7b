import { RecordError } from '../../shared/records/record-format.ts';

/** Why a recording could not be read, in one line. */
export function recordingProblem(file: string, error: unknown): string {
  if (error instanceof RecordError)
    return `${file}: ${error.message}; recordings are made with \`highwater run SCENARIO --record FILE\``;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `${file}: expected a recording, found no such file`;
  if (code === 'EISDIR') return `${file}: expected a recording, found a folder`;
  if (code === 'EACCES') return `${file}: expected a recording, found a file that may not be read`;
  return `${file}: could not be read: ${error instanceof Error ? error.message : String(error)}`;
}
