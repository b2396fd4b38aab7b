import { useEffect, useRef } from 'react';
import { takesKeys } from '../keys/takes-keys.ts';

interface LearnKeys {
  /** R: the lesson's or claim's own run, never the bare scenario behind it, of which nothing would be learned. */
  readonly run?: () => void;
  /** Escape: back to where this was opened. */
  readonly close?: () => void;
}

/** The window's keys where they mean something of their own in Learn; all others go their usual way. */
export function useLearnKeys(keys: LearnKeys): void {
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.key.toLowerCase() === 'r' && !isText(event)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        newest.current.run?.();
      } else if (event.key === 'Escape' && !somethingIsOpen()) newest.current.close?.();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}

/** A slider or a choice has no use for letters. */
const isText = (event: KeyboardEvent): boolean =>
  takesKeys(event) && !(event.target instanceof Element && event.target.matches('[type="range"], [type="radio"]'));

/** What is open is closed first, by itself. */
const somethingIsOpen = (): boolean =>
  document.querySelector('[role="dialog"], [role="menu"], [role="listbox"], dialog[open]') !== null;
