import { writeFile } from 'node:fs/promises';
import { type BrowserWindow, dialog } from 'electron';
import type { AppCore, WindowSink } from '../../../shared/contract.ts';
import type { Problem, Result } from '../../../shared/result.ts';
import { dispatch } from '../dispatch.ts';
import { readScenarioFile } from '../scenario-file.ts';

const scenarioFilter = { name: 'Highwater scenario', extensions: ['json'] };
const openFilters = [
  { name: 'Highwater scenario or recording', extensions: ['json', 'hwrec'] },
  scenarioFilter,
  { name: 'Highwater recording', extensions: ['hwrec'] },
];

/** Opening scenarios and recordings, and saving scenarios, from the menu, the command line or the desktop; problems go to the window. */
export const createScenarioFiles = (core: AppCore, window: BrowserWindow, tell: WindowSink['event']) => {
  const raise = ({ code, message }: Problem) => tell('problem.raised', { code, message });

  const openRecording = async (path: string): Promise<void> => {
    const opened = await core.openRecording(path);
    if (!opened.ok) raise(opened.problem);
  };
  const openScenario = async (path: string): Promise<void> => {
    const file = await readScenarioFile(path);
    const opened = file.ok ? await dispatch(core.handlers, 'scenario.open', file.value) : file;
    if (!opened.ok) raise(opened.problem);
  };
  const open = (path: string): Promise<void> => (path.endsWith('.hwrec') ? openRecording : openScenario)(path);
  const chooseAndOpen = async (): Promise<void> => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: 'Open a scenario or a recording',
      properties: ['openFile'],
      filters: openFilters,
    });
    if (filePaths[0] !== undefined) await open(filePaths[0]);
  };
  const chooseAndSave = async (): Promise<void> => {
    const { filePath } = await dialog.showSaveDialog(window, {
      title: 'Save the scenario',
      defaultPath: 'scenario.highwater.json',
      filters: [scenarioFilter],
    });
    if (!filePath) return;
    const text = (await dispatch(core.handlers, 'scenario.text', {})) as Result<string>;
    if (!text.ok) return raise(text.problem);
    await writeFile(filePath, text.value).catch((error: unknown) =>
      raise({ code: 'unwritable-file', message: `${filePath} could not be written: ${String(error)}` }),
    );
  };
  return { open, chooseAndOpen, chooseAndSave };
};
export type ScenarioFiles = ReturnType<typeof createScenarioFiles>;

/** The scenarios and recordings that a command line names; Electron and Chromium add arguments of their own there. */
export const scenarioFilesIn = (argv: readonly string[]): readonly string[] =>
  argv.slice(1).filter((argument) => /\.(highwater\.json|hwrec)$/.test(argument) && !argument.startsWith('-'));
