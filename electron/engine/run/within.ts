/**
 * Waits for `work`, but not longer than `limitMs`: the end of a run must come, whatever is stuck. Answers undefined when
 * the time was up first; a failure of `work` is the caller's as ever.
 */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
