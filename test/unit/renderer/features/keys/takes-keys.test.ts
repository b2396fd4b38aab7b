// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { takesKeys } from '../../../../../renderer/features/keys/takes-keys.ts';

function pressed(html: string, selector: string, prevented = false) {
  document.body.innerHTML = html;
  return { target: document.querySelector(selector), defaultPrevented: prevented };
}

describe('a key', () => {
  it.each([
    ['<input />', 'input'],
    ['<textarea></textarea>', 'textarea'],
    ['<div role="slider"><i></i></div>', 'i'],
    ['<div role="listbox"><b></b></div>', 'b'],
    ['<div role="dialog"><button>x</button></div>', 'button'],
  ])('belongs to %s', (html, selector) => expect(takesKeys(pressed(html, selector))).toBe(true));

  it('is free on a socket, on the page and outside every element', () => {
    expect(takesKeys(pressed('<button class="socket-node">feed</button>', 'button'))).toBe(false);
    expect(takesKeys({ target: document.body, defaultPrevented: false })).toBe(false);
    expect(takesKeys({ target: null, defaultPrevented: false })).toBe(false);
  });

  it('that something else answered already is not taken again', () => {
    expect(takesKeys(pressed('<p></p>', 'p', true))).toBe(true);
  });
});
