import type { BrowserContext } from '@playwright/test';

/** Collects what a page complains of: errors on its console (a refused policy is one) and exceptions that nothing caught. */
export const watchForProblems = (context: BrowserContext): readonly string[] => {
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => problems.push(`exception: ${error.error().stack ?? error.error().message}`));
  return problems;
};
