import { app, type BrowserWindow, dialog, session } from 'electron';
import { createAppCore } from '../../app/app-core.ts';
import { exitSafely } from '../../engine/shutdown.ts';
import { builtFiles } from '../built-files.ts';
import { appUrl } from './app-origin.ts';
import { registerAppScheme, serveAppScheme } from './app-protocol.ts';
import { guardContents, refusePermissions } from './guards.ts';
import { createMainWindow } from './main-window.ts';
import { setMenu } from './menu.ts';
import { createScenarioFiles, scenarioFilesIn } from './scenario-files.ts';
import { carryWindow } from './window-ipc.ts';

/** Runs the application in Electron's main process. A second start hands its files to the first and ends. */
export const runDesktop = (): void => {
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  registerAppScheme();
  app.enableSandbox();
  guardContents();
  const files = collectFiles();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  app.on('window-all-closed', () => app.quit());
  app
    .whenReady()
    .then(() => start(files), refuseToStart)
    .catch(refuseToStart);
};

const start = async (files: FileQueue): Promise<void> => {
  refusePermissions(session.defaultSession);
  serveAppScheme(session.defaultSession.protocol, builtFiles.page);
  const core = await createAppCore({ host: 'desktop', initial: { name: 'slow-consumer' }, autoStart: false });
  endAfter(() => core.close());

  const window = createMainWindow();
  const tell = carryWindow(window.webContents, core);
  const scenarioFiles = createScenarioFiles(core, window, tell);
  setMenu({ files: scenarioFiles, choose: (command) => tell('menu.chosen', { command }) });
  app.on('second-instance', () => show(window));
  files.open((path) => void scenarioFiles.open(path));
  await window.loadURL(appUrl).catch((error: unknown) => {
    // A window that was closed while it loaded is no failure.
    if (!window.isDestroyed()) throw error;
  });
};

/** Quitting waits until no socket, thread, port or file is left; the process must not end while sockets send. */
const endAfter = (close: () => Promise<void>): void => {
  app.on('will-quit', (event) => {
    event.preventDefault();
    close()
      .catch((error: unknown) => process.stderr.write(`highwater: the end was not clean: ${String(error)}\n`))
      .finally(() => exitSafely(0));
  });
};

const show = (window: BrowserWindow): void => {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
};

interface FileQueue {
  /** Takes the files that were named so far, then each as it is named. */
  open(open: (path: string) => void): void;
}

/** Files are named by the command line, by a second start and, on macOS, by an event that may come before all else. */
const collectFiles = (): FileQueue => {
  const waiting = [...scenarioFilesIn(process.argv)];
  let take = (path: string) => {
    waiting.push(path);
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(path);
  });
  app.on('second-instance', (_event, argv) => {
    for (const path of scenarioFilesIn(argv)) take(path);
  });
  return {
    open: (open) => {
      take = open;
      for (const path of waiting.splice(0)) open(path);
    },
  };
};

const refuseToStart = (error: unknown): void => {
  process.stderr.write(
    `highwater: could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  dialog.showErrorBox('Highwater could not start', error instanceof Error ? error.message : String(error));
  void exitSafely(1);
};
