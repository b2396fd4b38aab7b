import type { BrowserContext } from '@playwright/test';

export interface ProblemWatch {
  /** What was seen so far. */
  readonly seen: readonly string[];
  /** From here on nothing counts: a page may complain when the program behind it is ended. */
  end(): void;
}

/** Collects what a page complains of: errors on its console (a refused policy is one) and exceptions that nothing caught. */
export const watchForProblems = (context: BrowserContext): ProblemWatch => {
  const seen: string[] = [];
  let over = false;
  const note = (problem: string) => {
    if (!over) seen.push(problem);
  };
  context.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(`exception: ${error.error().stack ?? error.error().message}`));
  return {
    seen,
    end: () => {
      over = true;
    },
  };
};
