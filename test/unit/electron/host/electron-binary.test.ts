import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectronBinary } from '../../../../electron/host/electron-binary.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'highwater-binary-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (path: string, mode = 0o755) => {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, '');
  chmodSync(full, mode);
  return full;
};

describe('the search for the Electron binary', () => {
  it('finds none in a package that has not fetched it', () => {
    place('package/package.json');
    expect(findElectronBinary({}, join(folder, 'package'))).toBeUndefined();
  });

  it('finds none where the package is missing', () => {
    expect(findElectronBinary({}, join(folder, 'nowhere'))).toBeUndefined();
  });

  it('finds the one that the installer wrote down', () => {
    writeFileSync(place('package/path.txt'), 'special/electron\n');
    const binary = place('package/dist/special/electron');
    expect(findElectronBinary({}, join(folder, 'package'))).toBe(binary);
  });

  it.runIf(process.platform === 'linux')('prefers the folder that the environment names', () => {
    place('package/dist/electron');
    const binary = place('elsewhere/electron');
    expect(
      findElectronBinary({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'elsewhere') }, join(folder, 'package')),
    ).toBe(binary);
  });

  it.runIf(process.platform === 'linux')('takes neither a folder nor a file that cannot run for the binary', () => {
    mkdirSync(join(folder, 'package/dist/electron'), { recursive: true });
    expect(findElectronBinary({}, join(folder, 'package'))).toBeUndefined();
    place('other/dist/electron', 0o644);
    expect(findElectronBinary({}, join(folder, 'other'))).toBeUndefined();
  });
});
