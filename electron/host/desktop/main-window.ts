import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { builtFiles } from '../built-files.ts';
import { readWindowState, smallestWindow, visiblePlace, writeWindowState } from './window-state.ts';

/** Shown before the page paints, so that the window does not flash; the page's own backgrounds. */
const background = { dark: '#0e1116', light: '#fafbfc' } as const;
const defaultSize = { width: 1280, height: 800 } as const;
/** A page that keeps dying would be loaded for ever. */
const maxReloads = 3;

/** Makes the one window, where it was when it was closed last; it is shown once its page is ready. */
export const createMainWindow = (): BrowserWindow => {
  const stateFile = join(app.getPath('userData'), 'window-state.json');
  const kept = readWindowState(stateFile);
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const place = kept === undefined ? undefined : visiblePlace(kept, workAreas);
  const window = new BrowserWindow({
    ...(place ?? defaultSize),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'Highwater',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: builtFiles.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (kept?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const { x, y, width, height } = window.getNormalBounds();
    writeWindowState(stateFile, { x, y, width, height, maximized: window.isMaximized() });
  });
  reviveDeadPage(window);
  return window;
};

/** The run goes on in this process when the page's process dies; a fresh page asks for the whole state and shows it again. */
const reviveDeadPage = (window: BrowserWindow): void => {
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    process.stderr.write(
      `highwater: the page's process ended (${reason})${reloads < maxReloads ? '; it is loaded again' : ''}\n`,
    );
    if (reloads >= maxReloads) return;
    reloads += 1;
    window.webContents.reload();
  });
};
