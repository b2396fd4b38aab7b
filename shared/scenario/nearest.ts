/** Longer words are not compared: the work is the product of both lengths. */
const maxLength = 256;

/** The candidate that a slip of the fingers would most likely turn into `word`; undefined when none is near. */
export const nearest = (word: string, candidates: readonly string[]): string | undefined =>
  closest(word, candidates, Math.floor((word.length + 1) / 3));

/** The candidate that takes the fewest changes, at most `limit`; the first of equals, and for an empty word the first. */
export const closest = (word: string, candidates: readonly string[], limit = maxLength): string | undefined => {
  if (word === '') return limit >= maxLength ? candidates[0] : undefined;
  if (word.length > maxLength) return undefined;
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit || candidate.length > maxLength) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
};

/** Levenshtein's distance, with a swap of neighbours counted as one slip. */
const editDistance = (left: string, right: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const choices = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      ];
      if (swapped) choices.push((beforeLast[column - 2] ?? 0) + 1);
      current.push(Math.min(...choices));
    }
    beforeLast = last;
    last = current;
  }
  return last.at(-1) ?? 0;
};
