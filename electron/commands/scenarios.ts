import { builtinScenarios } from '../../shared/scenario/builtins.ts';
import { type RegisterCommand, writeOut } from './command.ts';

export const registerScenarios: RegisterCommand = (program, finish) => {
  program
    .command('scenarios')
    .summary('list the built-in scenarios')
    .description('Lists the built-in scenarios: their names, for `run` and `serve`, and what they show.')
    .option('--json', 'print one JSON value')
    .action(async ({ json }: { readonly json?: true }) => {
      const entries = builtinScenarios.map(({ name, title, description }) => ({ name, title, description }));
      await writeOut(json ? `${JSON.stringify(entries, undefined, 2)}\n` : listing(entries));
      finish(0);
    });
};

const listing = (
  entries: readonly { readonly name: string; readonly title: string; readonly description: string }[],
): string => {
  const width = Math.max(0, ...entries.map(({ name }) => name.length));
  return entries
    .map(({ name, title, description }) => `${name.padEnd(width)}  ${title}\n${' '.repeat(width)}  ${description}\n`)
    .join('');
};
