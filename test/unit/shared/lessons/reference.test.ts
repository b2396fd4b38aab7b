import { describe, expect, it } from 'vitest';
import { references } from '../../../../shared/lessons/reference.ts';

const forms = [
  /^https:\/\/libzmq\.readthedocs\.io\/en\/latest\/zmq_[a-z_]+\.html$/,
  /^https:\/\/rfc\.zeromq\.org\/spec\/\d+\/$/,
  /^https:\/\/zguide\.zeromq\.org\/docs\/chapter\d\/$/,
];

describe('the documents that say the rules', () => {
  it.each(Object.entries(references))('%s has an address of a form that stays', (_name, { url }) => {
    expect(forms.filter((form) => form.test(url))).toHaveLength(1);
    expect(new URL(url).href).toBe(url);
  });

  it('are each named for what they are', () => {
    for (const { title, url } of Object.values(references)) {
      const page = /\/(zmq_\w+)\.html$/.exec(url)?.[1];
      if (page !== undefined) expect(title).toMatch(new RegExp(`^${page}\\([37]\\)$`));
    }
  });
});
