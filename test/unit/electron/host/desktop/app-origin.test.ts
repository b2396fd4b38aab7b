import { describe, expect, it } from 'vitest';
import { isAppUrl } from '../../../../../electron/host/desktop/app-origin.ts';

describe('the origin of the page', () => {
  it.each(['app://highwater/', 'app://highwater/index.html', 'app://highwater/assets/a.js?x#y'])('has %s', (url) => {
    expect(isAppUrl(url)).toBe(true);
  });

  it.each([
    'app://highwater.example/',
    'app://highwater:80/',
    'app://user@elsewhere/',
    'app:highwater',
    'https://highwater/',
    'file:///highwater/',
    'about:blank',
    'data:text/html,app://highwater/',
    '',
  ])('has not %j', (url) => {
    expect(isAppUrl(url)).toBe(false);
  });
});
