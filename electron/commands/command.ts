import type { Command } from 'commander';

/** 0 done, 1 failed while running, 2 wrong use or invalid input. */
export type ExitStatus = 0 | 1 | 2;

/** Adds one command to the program; its action tells `finish` how it ended. */
export type RegisterCommand = (program: Command, finish: (status: ExitStatus) => void) => void;

/** Writes and waits until it is out; what nobody reads any more (a closed pipe) counts as written. */
export const writeOut = (output: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(output, () => resolve());
  });

/** One clear line on standard error, whatever the message holds. */
export const complain = (message: string): void => {
  process.stderr.write(`highwater: ${message.replaceAll(/\s*\n\s*/g, ' ').trim()}\n`);
};
