import { findElectronBinary } from '../../../electron/host/electron-binary.ts';
import { buildElectronDouble } from '../../fixtures/electron-double/build-double.ts';
import { provideBrowser } from './browser.ts';

/** What must be there before the first worker starts. */
export default async function globalSetup(): Promise<void> {
  await provideBrowser();
  await buildElectronDouble();
  if (findElectronBinary() === undefined) {
    process.stderr.write(
      'SKIPPED: the tests on a real Electron, since its binary is not on this machine; the double stands in.\n',
    );
  }
}
