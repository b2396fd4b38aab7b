import { useEffect, useRef } from 'react';

/** What a key, or the button of a presenter's remote, means. */
export type PresenterKey =
  | { readonly kind: 'on' }
  | { readonly kind: 'back' }
  | { readonly kind: 'leave' }
  | { readonly kind: 'anew' }
  | { readonly kind: 'stop' }
  /** A key of the window behind, which must not act unseen. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'nudge'; readonly by: 1 | -1 }
  | { readonly kind: 'choose'; readonly number: number };

const keys: Readonly<Record<string, PresenterKey>> = {
  ArrowRight: { kind: 'on' },
  PageDown: { kind: 'on' },
  ' ': { kind: 'on' },
  ArrowLeft: { kind: 'back' },
  PageUp: { kind: 'back' },
  Escape: { kind: 'leave' },
  Home: { kind: 'anew' },
  s: { kind: 'stop' },
  r: { kind: 'nothing' },
  '?': { kind: 'nothing' },
  ArrowUp: { kind: 'nudge', by: 1 },
  ArrowDown: { kind: 'nudge', by: -1 },
};

const presenterKey = (key: string): PresenterKey | undefined =>
  /^[1-9]$/.test(key) ? { kind: 'choose', number: Number(key) } : keys[key.length === 1 ? key.toLowerCase() : key];

/**
 * Takes its keys before the window's own shortcuts and before what has the focus: in front of a class, right is always on,
 * wherever the pointer was last. Enter and Tab stay with the focus.
 */
export function usePresenterKeys(act: (key: PresenterKey) => void): void {
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const key = presenterKey(event.key);
      if (key === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat || key.kind === 'nudge') newest.current(key);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
