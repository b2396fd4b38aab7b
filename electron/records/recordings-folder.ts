import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where recordings of the window are kept: the platform's place for a user's data, or HIGHWATER_RECORDINGS. */
export function recordingsFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (environment.HIGHWATER_RECORDINGS) return resolve(environment.HIGHWATER_RECORDINGS);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Highwater', 'Recordings');
  if (platform === 'win32')
    return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Highwater', 'Recordings');
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'highwater', 'recordings');
}
