import { InvalidArgumentError } from 'commander';
import { startBrowserHost } from '../host/browser/browser-host.ts';
import { builtFiles } from '../host/built-files.ts';
import { complain, type ExitStatus, type RegisterCommand, writeOut } from './command.ts';
import { hasDisplay } from './display.ts';
import { openBrowser } from './open-browser.ts';
import { defaultScenario, type InitialScenario, resolveScenario } from './scenario-source.ts';
import { stopSignal } from './stop-signal.ts';

type CreateAppCore = typeof import('../app/app-core.ts')['createAppCore'];

interface ServeOptions {
  readonly port: number;
  readonly open: boolean;
  readonly initial: InitialScenario;
  readonly autoStart: boolean;
  /** The file of a recording to show. */
  readonly recording?: string;
}

export const registerServe: RegisterCommand = (program, finish) => {
  program
    .command('serve')
    .summary('show the app in the browser')
    .description(
      'Serves the app to the browser of this machine and prints its address. With a scenario, starts it at once.',
    )
    .argument('[scenario]', "a built-in scenario's name, or a scenario file")
    .option('--port <n>', 'the port to listen on (default: any free one)', parsePort, 0)
    .option('--no-open', 'only print the address')
    .action(async (scenario: string | undefined, options: { readonly port: number; readonly open: boolean }) => {
      if (scenario === undefined)
        return finish(await serve({ ...options, initial: defaultScenario, autoStart: false }));
      const named = await resolveScenario(scenario);
      if (named.ok) return finish(await serve({ ...options, initial: named.value.initial, autoStart: true }));
      complain(named.problem.message);
      finish(2);
    });
};

/** Serves until a signal asks for the end, then ends the process; standard output gets one line, the address. */
export const serve = async (options: ServeOptions): Promise<ExitStatus> => {
  const [{ createAppCore }, { exitSafely }] = await Promise.all([
    import('../app/app-core.ts'),
    import('../engine/shutdown.ts'),
  ]);
  return exitSafely(await serveCore(createAppCore, options));
};

const serveCore = async (
  createAppCore: CreateAppCore,
  { port, open, initial, autoStart, recording }: ServeOptions,
): Promise<ExitStatus> => {
  const stopped = stopSignal();
  const core = await createAppCore({ host: 'browser', initial, autoStart });
  try {
    const shown = recording === undefined ? undefined : await core.openRecording(recording);
    if (shown?.ok === false) {
      complain(shown.problem.message);
      return 2;
    }
    const host = await startBrowserHost({ core, port, pageRoot: builtFiles.page });
    await writeOut(`Highwater is at ${host.url}\n`);
    if (open && hasDisplay()) await openBrowser(host.launchUrl());
    await stopped;
    await host.close();
    return 0;
  } catch (error) {
    complain(listenProblem(error, port));
    return 1;
  } finally {
    await core.close();
  }
};

const listenProblem = (error: unknown, port: number): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${port} is taken by another program; give another --port, or none for any free one`;
  if (code === 'EACCES') return `port ${port} may not be used by this user; give a --port from 1024 on`;
  return `could not serve: ${error instanceof Error ? error.message : String(error)}`;
};

const parsePort = (text: string): number => {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return port;
};
