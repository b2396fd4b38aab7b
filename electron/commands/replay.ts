import { basename } from 'node:path';
import { startBrowserHost } from '../host/browser/browser-host.ts';
import { builtFiles } from '../host/built-files.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { hasDisplay } from './display.ts';
import { openBrowser } from './open-browser.ts';
import { recordingProblem } from './recording-problem.ts';
import { stopSignal } from './stop-signal.ts';

export const registerReplay: RegisterCommand = (program, finish) => {
  program
    .command('replay')
    .summary('show a recording in the browser')
    .description('Shows a recording in the window as it happened; Run plays it from the start.')
    .argument('<file>', 'a recording, made with run --record')
    .option('--no-open', 'only print the address')
    .action(async (file: string, { open }: { readonly open: boolean }) => finish(await replay(file, open)));
};

const replay = async (file: string, open: boolean): Promise<ExitStatus> => {
  const { createReplayCore } = await import('../app/replay-core.ts');
  const stopped = stopSignal();
  const core = await createReplayCore(file, basename(file)).catch((error: unknown) => recordingProblem(file, error));
  if (typeof core === 'string' || !core.ok) {
    complain(typeof core === 'string' ? core : `${file}: ${core.problem.message}`);
    return 2;
  }
  const host = await startBrowserHost({ core: core.value, port: 0, pageRoot: builtFiles.page });
  await writeOut(`Highwater is at ${host.url}\n`);
  if (open && hasDisplay()) await openBrowser(host.launchUrl());
  await stopped;
  await core.value.close();
  await host.close();
  return 0;
};
