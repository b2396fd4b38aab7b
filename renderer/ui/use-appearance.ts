import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { PreferencesStore } from '../session/preferences-store.ts';

/** Puts the chosen (or the system's) theme and motion on the root element, where every style sheet and the loop read them. */
export function useAppearance(preferences: PreferencesStore): 'light' | 'dark' {
  const { theme, motion } = useStore(preferences);
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  const systemIsReduced = useMedia('(prefers-reduced-motion: reduce)');
  const shownTheme = theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
  const shownMotion = motion === 'system' ? (systemIsReduced ? 'reduced' : 'full') : motion;
  useEffect(() => {
    document.documentElement.dataset.theme = shownTheme;
    document.documentElement.dataset.motion = shownMotion;
  }, [shownTheme, shownMotion]);
  return shownTheme;
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const changed = () => setMatches(media.matches);
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  }, [query]);
  return matches;
}
