import { arrivalWindow } from './arrivals.ts';

/**
 * What arrived of a shared stream in a process of its own, whose memory the run cannot read: collected here, and told with the
 * counters. A message is a pair of words: the place in the bitmap, and the bits that came there. At most the bitmap's size.
 */
export interface ToldArrivals {
  mark(sequence: number): void;
  /** What came since the last time; undefined when nothing did. */
  take(): Int32Array | undefined;
}

export function createToldArrivals(): ToldArrivals {
  const bits = new Int32Array(arrivalWindow / 32);
  let touched: number[] = [];
  return {
    mark(sequence) {
      const slot = sequence % arrivalWindow;
      const place = slot >> 5;
      const word = bits[place] ?? 0;
      if (word === 0) touched.push(place);
      bits[place] = word | (1 << (slot & 31));
    },
    take() {
      if (touched.length === 0) return undefined;
      const told = new Int32Array(touched.length * 2);
      touched.forEach((place, index) => {
        told[2 * index] = place;
        told[2 * index + 1] = bits[place] ?? 0;
        bits[place] = 0;
      });
      touched = [];
      return told;
    },
  };
}

/** Puts what was told into the run's bitmap. */
export function addTold(bits: Int32Array, told: Int32Array): void {
  for (let index = 0; index + 1 < told.length; index += 2) {
    const place = told[index] ?? -1;
    if (place >= 0 && place < bits.length) Atomics.or(bits, place, told[index + 1] ?? 0);
  }
}
