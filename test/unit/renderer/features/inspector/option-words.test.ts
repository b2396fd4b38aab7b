import { describe, expect, it } from 'vitest';
import { optionWords } from '../../../../../renderer/features/inspector/option-words.ts';
import { findOption, type OptionInfo } from '../../../../../shared/scenario/options.ts';

const option = (type: 'sub' | 'push' | 'dealer', name: string): OptionInfo =>
  findOption(type, name) ?? expect.unreachable(name);

describe('what is said of an option', () => {
  it('names the default of libzmq, which can depend on the type', () => {
    expect(optionWords('push', option('push', 'sendHighWaterMark'))).toContain('default: 1,000.');
    expect(optionWords('push', option('push', 'immediate'))).toContain('default: off.');
    expect(optionWords('push', option('push', 'linger'))).toContain('default: -1.');
    expect(optionWords('sub', option('sub', 'linger'))).toContain('default: 0.');
    expect(optionWords('dealer', option('dealer', 'routingId'))).toContain('default: not set.');
  });

  it('says from when a change counts', () => {
    for (const { name, live } of [option('push', 'sendHighWaterMark'), option('push', 'sendBufferSize')])
      expect(optionWords('push', option('push', name))).toContain(live ? 'at once' : 'restart the socket');
  });
});
