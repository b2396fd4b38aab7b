import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../../renderer/ui/tokens.css', import.meta.url), 'utf8');

const colours = (block: string): Map<string, string> =>
  new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]));

const [lightBlock = '', darkBlock = ''] = css.split(':root[data-theme="dark"]');
const themes = { light: colours(lightBlock), dark: colours(darkBlock) };

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

const textNames = [
  'text',
  'text-quiet',
  'accent',
  'ok',
  ...['idle', 'flowing', 'filling', 'blocked', 'losing', 'disconnected', 'refused'].map((state) => `state-${state}`),
];

describe.each(Object.entries(themes))('the %s theme', (_name, theme) => {
  const colour = (name: string): string => theme.get(name) ?? expect.fail(`--${name} has no colour`);

  it.each(textNames)('has text colour --%s at 4.5:1 or better on every surface', (name) => {
    for (const surface of ['surface', 'surface-raised', 'surface-sunken', 'surface-hover'])
      expect(contrast(colour(name), colour(surface)), `${name} on ${surface}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['line-strong', 'focus'])('has meaningful line --%s at 3:1 or better on the surfaces', (name) => {
    for (const surface of ['surface', 'surface-raised'])
      expect(contrast(colour(name), colour(surface)), `${name} on ${surface}`).toBeGreaterThanOrEqual(3);
  });

  it('has readable words on its accent', () => {
    expect(contrast(colour('on-accent'), colour('accent'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour('on-accent'), colour('accent-hover'))).toBeGreaterThanOrEqual(4.5);
  });

  it('gives every colour name of the other theme a value', () => {
    expect([...theme.keys()].sort()).toEqual([...themes.light.keys()].sort());
  });
});
