import { type Choice, createChoice } from '../choice.ts';
import { deathWorld, pipeWorld, stopWorld } from './end-worlds.ts';
import { callsWorld, churnWorld, familyWorld, manyWorld } from './odd-worlds.ts';
import { closeWorld, conflateWorld, ipcCloseWorld, nobodyWorld, slowWorld, takenWorld } from './sick-worlds.ts';
import { fanWorld, talkWorld } from './talk-worlds.ts';
import { pollWorld, proxyWorld, signalsWorld, termWorld } from './waiting-worlds.ts';
import type { World } from './world.ts';

const makers: readonly ((random: Choice, folder: string) => World)[] = [
  ...[talkWorld, talkWorld, talkWorld, fanWorld, callsWorld, callsWorld, churnWorld, familyWorld, signalsWorld],
  ...[proxyWorld, deathWorld, deathWorld, stopWorld, pipeWorld, pipeWorld, manyWorld, pollWorld, termWorld],
  ...[slowWorld, closeWorld, ipcCloseWorld, nobodyWorld, conflateWorld, takenWorld],
];

/** A world made up from a seed; `folder` is where its ipc sockets and scripts lie. */
export function randomWorld(seed: number, folder: string): World {
  const random = createChoice(seed);
  return random.pick(makers)(random, folder);
}
