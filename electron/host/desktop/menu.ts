import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../../shared/contract.ts';
import type { ScenarioFiles } from './scenario-files.ts';

interface MenuTargets {
  readonly files: Pick<ScenarioFiles, 'chooseAndOpen' | 'chooseAndSave'>;
  choose(command: MenuCommand): void;
}

/** Sets the native menu. What the window's own keys do goes to the window, so that there is one way of doing it. */
export const setMenu = ({ files, choose }: MenuTargets): void => {
  const command = (label: string, name: MenuCommand, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    id: name,
    click: () => choose(name),
  });
  const template: readonly MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: '&Open…', id: 'open', accelerator: 'CmdOrCtrl+O', click: () => void files.chooseAndOpen() },
        {
          label: '&Save Scenario As…',
          id: 'save',
          accelerator: 'CmdOrCtrl+S',
          click: () => void files.chooseAndSave(),
        },
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Run',
      submenu: [
        command('&Run', 'run', 'CmdOrCtrl+Return'),
        command('&Stop', 'stop', 'CmdOrCtrl+.'),
        command('&Freeze the Picture', 'freeze', 'CmdOrCtrl+Shift+F'),
        command('Re&cord', 'record', 'CmdOrCtrl+Shift+R'),
      ],
    },
    { label: '&View', submenu: viewItems(command) },
    { role: 'windowMenu' },
    { role: 'help', submenu: [command('&Keys', 'keys', 'F1')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...template]));
};

const viewItems = (
  command: (label: string, name: MenuCommand, accelerator: string) => MenuItemConstructorOptions,
): MenuItemConstructorOptions[] => [
  command('Switch &Theme', 'theme', 'CmdOrCtrl+Shift+T'),
  { type: 'separator' },
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { type: 'separator' },
  { role: 'togglefullscreen' },
  ...(app.isPackaged ? [] : ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const)),
];
