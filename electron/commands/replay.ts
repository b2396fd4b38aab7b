import type { RegisterCommand } from './command.ts';
import { defaultScenario } from './scenario-source.ts';
import { serve } from './serve.ts';

export const registerReplay: RegisterCommand = (program, finish) => {
  program
    .command('replay')
    .summary('show a recording in the browser')
    .description('Shows a recording in the window as it happened: played, paused, at any moment of it.')
    .argument('<file>', 'a recording, made with run --record or in the window')
    .option('--no-open', 'only print the address')
    .action(async (recording: string, { open }: { readonly open: boolean }) =>
      finish(await serve({ port: 0, open, initial: defaultScenario, autoStart: false, recording })),
    );
};
