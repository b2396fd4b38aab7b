import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../../../shared/scenario/file-name.ts';

describe('the name of a saved scenario', () => {
  it.each([
    ['Slow consumer (tcp)', 'slow-consumer-tcp'],
    ['  ', 'scenario'],
    ['../../etc/passwd', 'etc-passwd'],
  ])('of %j is %j', (name, file) => expect(fileNameOf(name)).toBe(file));
});
