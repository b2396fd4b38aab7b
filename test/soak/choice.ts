import { randomFrom } from '../fuzz/mutate.ts';

/** The same choices for the same seed. */
export interface Choice {
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Both ends included. */
  between(least: number, most: number): number;
}

export function createChoice(seed: number): Choice {
  const next = randomFrom(seed);
  const fraction = (): number => next() / 2 ** 32;
  return {
    chance: (share) => fraction() < share,
    pick: <T>(from: readonly T[]) => from[Math.floor(fraction() * from.length)] as T,
    between: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
  };
}
