import { createStore, type StoreApi } from 'zustand/vanilla';

export type Theme = 'system' | 'light' | 'dark';
export type Motion = 'system' | 'reduced' | 'full';

export interface PreferencesState {
  readonly theme: Theme;
  readonly motion: Motion;
  setTheme(theme: Theme): void;
  setMotion(motion: Motion): void;
}

export type PreferencesStore = StoreApi<PreferencesState>;

type PreferenceStorage = Pick<Storage, 'getItem' | 'setItem'>;

const storageKey = 'highwater.preferences';
const themes: readonly Theme[] = ['system', 'light', 'dark'];
const motions: readonly Motion[] = ['system', 'reduced', 'full'];

/** What the user chose for this machine. Storage that is full, forbidden or of another version costs the memory, nothing else. */
export function createPreferencesStore(storage: PreferenceStorage): PreferencesStore {
  const store = createStore<PreferencesState>((set) => ({
    ...read(storage),
    setTheme: (theme) => set({ theme }),
    setMotion: (motion) => set({ motion }),
  }));
  store.subscribe(({ theme, motion }) => write(storage, { theme, motion }));
  return store;
}

function read(storage: PreferenceStorage): { readonly theme: Theme; readonly motion: Motion } {
  const found: Record<string, unknown> = {};
  try {
    Object.assign(found, JSON.parse(storage.getItem(storageKey) ?? '{}'));
  } catch {
    // The defaults below are the answer.
  }
  return {
    theme: themes.find((theme) => theme === found.theme) ?? 'system',
    motion: motions.find((motion) => motion === found.motion) ?? 'system',
  };
}

function write(storage: PreferenceStorage, preferences: { readonly theme: Theme; readonly motion: Motion }): void {
  try {
    storage.setItem(storageKey, JSON.stringify(preferences));
  } catch {
    // Kept for this window only.
  }
}
