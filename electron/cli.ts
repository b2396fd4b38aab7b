import { heedSignals } from './commands/stop-signal.ts';

// The program takes some tenths of a second to load, and a signal that came meanwhile would end it without a word.
heedSignals(process.argv[2]);
await import('./commands/command-line.ts');
