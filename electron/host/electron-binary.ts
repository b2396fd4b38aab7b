import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Where Electron's executable is, or undefined where it is not there. Looks at files only: asking the `electron` package itself
 * would start a download.
 */
export const findElectronBinary = (
  environment: NodeJS.ProcessEnv = process.env,
  packageFolder: string | undefined = electronPackageFolder(),
): string | undefined => {
  if (packageFolder === undefined) return undefined;
  const relative = pathFromPackage(packageFolder) ?? platformDefault();
  return [environment.ELECTRON_OVERRIDE_DIST_PATH ?? '', join(packageFolder, 'dist')]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, relative))
    .find(isExecutable);
};

const electronPackageFolder = (): string | undefined => {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
};

/** Electron's own installer writes the relative path of the executable there. */
const pathFromPackage = (packageFolder: string): string | undefined => {
  try {
    return readFileSync(join(packageFolder, 'path.txt'), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
};

const platformDefault = (): string => {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
