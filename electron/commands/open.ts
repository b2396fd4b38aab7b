import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtFiles } from '../host/built-files.ts';
import { findElectronBinary } from '../host/electron-binary.ts';
import { complain, type ExitStatus } from './command.ts';
import { hasDisplay } from './display.ts';
import { defaultScenario } from './scenario-source.ts';
import { serve } from './serve.ts';

/** Opens the app: in a desktop window where Electron is present and can show one, else in the browser; says which and why. */
export const openApp = async (): Promise<ExitStatus> => {
  const binary = findElectronBinary();
  const obstacle = desktopObstacle(binary);
  if (binary !== undefined && obstacle === undefined) {
    process.stderr.write('Highwater opens in its desktop window, since Electron is present.\n');
    return runDesktop(binary);
  }
  process.stderr.write(
    hasDisplay()
      ? `Highwater opens in the browser, since ${obstacle}.\n`
      : `Highwater waits for a browser at the address below, since ${obstacle}.\n`,
  );
  return serve({ port: 0, open: true, initial: defaultScenario, autoStart: false });
};

/** Why the desktop window cannot be shown here, or undefined. */
const desktopObstacle = (binary: string | undefined): string | undefined => {
  if (!hasDisplay()) return 'there is no display';
  if (binary === undefined) return "Electron's binary is not installed (`npm run desktop` fetches it)";
  if (process.platform === 'linux' && process.getuid?.() === 0) return "Electron's sandbox does not run as root";
  return undefined;
};

/** The desktop window lives as long as this program, and the other way round. */
const runDesktop = async (binary: string): Promise<ExitStatus> => {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const child = spawn(binary, [builtFiles.application], { stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  try {
    const [code] = await once(child, 'exit');
    return code === 0 ? 0 : 1;
  } catch (error) {
    complain(`Electron could not be started: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
};
