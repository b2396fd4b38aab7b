import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test.ts';

/** `within`: a part alone. The guards that an open menu puts around itself are hidden and pass the focus on; axe cannot know. */
export async function expectNoViolations(page: Page, within?: string): Promise<void> {
  // There are no frames, and only violations are asked for: both spare axe most of its work, and none of its rules.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  if (within !== undefined) axe.include(within);
  const { violations } = await axe.analyze();
  expect(
    violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    ),
  ).toEqual([]);
}
