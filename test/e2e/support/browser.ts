import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

/** Where a system keeps Chromium, Chrome or Edge; names without a folder are looked for in PATH. */
const candidates: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    '/opt/google/chrome/chrome',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap((folder) =>
    folder === undefined
      ? []
      : [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')],
  ),
};

/** The headless Chromium of the npm package, unpacked once; its libraries serve machines that have none. */
const shippedFolder = join(import.meta.dirname, '..', '..', '..', '.cache', 'shipped-chromium');
const shippedExecutable = join(shippedFolder, 'chromium');

const findSystemBrowser = (): string | undefined => {
  if (process.env.PLAYWRIGHT_CHROMIUM) return process.env.PLAYWRIGHT_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return (candidates[process.platform] ?? [])
    .flatMap((name) => (/[\\/]/.test(name) ? [name] : folders.map((folder) => join(folder, name))))
    .find(isExecutable);
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** How to launch the browser of this machine, or the shipped one where there is none. */
export const launchOptions = (): LaunchOptions => {
  const system = findSystemBrowser();
  if (system !== undefined) return { executablePath: system, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] };
  return {
    executablePath: shippedExecutable,
    args: ['--no-sandbox', '--headless=shell'],
    env: {
      ...process.env,
      LANG: 'en_US.UTF-8',
      LD_LIBRARY_PATH: join(shippedFolder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(shippedFolder, 'fonts'),
    },
  };
};

/** Unpacks the shipped Chromium where it is needed. Must be done before any worker starts it, or it is still being written then. */
export const provideBrowser = async (): Promise<void> => {
  if (findSystemBrowser() !== undefined || existsSync(shippedExecutable)) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chromium, Chrome or Edge was found. Install one, or name its executable in PLAYWRIGHT_CHROMIUM.',
    );
  }
  process.stderr.write('No Chromium on this machine; the one from the npm package is unpacked and used.\n');
  const partial = `${shippedFolder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const { TMPDIR } = process.env;
  process.env.TMPDIR = partial;
  try {
    const { default: shipped, inflate } = await import('@sparticuz/chromium');
    await shipped.executablePath();
    await inflate(join(import.meta.dirname, '../../../node_modules/@sparticuz/chromium/bin/al2023.tar.br'));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  renameSync(partial, shippedFolder);
};
