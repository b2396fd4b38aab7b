import { Command, CommanderError } from 'commander';
import { registerAgents } from './agents.ts';
import { complain, type ExitStatus, type RegisterCommand } from './command.ts';
import { registerDoctor } from './doctor.ts';
import { registerExec } from './exec.ts';
import { registerExport } from './export.ts';
import { openApp } from './open.ts';
import { packageVersion } from './package-version.ts';
import { registerReplay } from './replay.ts';
import { registerRun } from './run.ts';
import { registerScenarios } from './scenarios.ts';
import { registerServe } from './serve.ts';
import { registerTap } from './tap.ts';
import { registerWatch } from './watch.ts';

const commands: readonly RegisterCommand[] = [
  registerServe,
  registerRun,
  registerScenarios,
  registerWatch,
  registerTap,
  registerExec,
  registerAgents,
  registerDoctor,
  registerReplay,
  registerExport,
];

const main = async (args: readonly string[]): Promise<ExitStatus> => {
  if (args.length === 0) return openApp();
  let status: ExitStatus = 0;
  const program = createProgram();
  for (const register of commands) {
    register(program, (ended) => {
      status = ended;
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
};

const createProgram = (): Command =>
  new Command('highwater')
    .description(
      'Shows where ZeroMQ messages are: queued, blocked, late or lost, live, on real sockets.\nWithout a command, opens the app.',
    )
    .version(packageVersion(), '--version', 'print the version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(text.replace(/^error: /, '')) });

// A reader that has seen enough (`highwater run ... | head`) closes the pipe; that is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** A defect of ours: one line, and the only safe way out, since threads may be inside zeromq.js. */
const surprise = async (error: unknown): Promise<never> => {
  complain(`ended by a surprise, which is a defect: ${error instanceof Error ? error.message : String(error)}`);
  if (process.env.HIGHWATER_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  const { exitSafely } = await import('../engine/shutdown.ts');
  return exitSafely(1);
};

process.on('uncaughtException', (error) => void surprise(error));

// Commands that opened sockets have ended the process by themselves (see shutdown.ts); the others have nothing left that could hold it.
process.exitCode = await main(process.argv.slice(2)).catch(surprise);
