import { describe, expect, it } from 'vitest';
import { createPreferencesStore } from '../../../../renderer/session/preferences-store.ts';

const memory = (text?: string) => {
  const kept = new Map(text === undefined ? [] : [['highwater.preferences', text]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

describe('the preferences', () => {
  it('follow the system until the user chooses, and remember the choice', () => {
    const storage = memory();
    const store = createPreferencesStore(storage);
    expect(store.getState()).toMatchObject({ theme: 'system', motion: 'system' });
    store.getState().setTheme('dark');
    store.getState().setMotion('reduced');
    expect(createPreferencesStore(storage).getState()).toMatchObject({ theme: 'dark', motion: 'reduced' });
  });

  it.each(['not json', '[]', '"x"', '{"theme":"purple","motion":3}'])('fall back from %s', (text) => {
    expect(createPreferencesStore(memory(text)).getState()).toMatchObject({ theme: 'system', motion: 'system' });
  });

  it('work where nothing can be stored', () => {
    const refuse = () => {
      throw new Error('denied');
    };
    const store = createPreferencesStore({ getItem: refuse, setItem: refuse });
    store.getState().setTheme('light');
    expect(store.getState().theme).toBe('light');
  });
});
