import { useStore } from 'zustand';
import type { Motion, Theme } from '../../session/preferences-store.ts';
import { useModel } from '../../session/window-model.ts';

const themes: readonly (readonly [value: Theme, title: string])[] = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];
const motions: readonly (readonly [value: Motion, title: string])[] = [
  ['system', 'As the system'],
  ['full', 'Moving'],
  ['reduced', 'Still'],
];

/** Colours and movement, for those to whom the system's choice is not the right one here. */
export function AppearanceChoices() {
  const { preferences } = useModel();
  const { theme, motion, setTheme, setMotion } = useStore(preferences);
  return (
    <div className="appearance">
      <Choices title="Colours" choices={themes} chosen={theme} choose={setTheme} />
      <Choices title="Pipes" choices={motions} chosen={motion} choose={setMotion} />
    </div>
  );
}

interface ChoicesProps<T extends string> {
  readonly title: string;
  readonly choices: readonly (readonly [value: T, title: string])[];
  readonly chosen: T;
  readonly choose: (value: T) => void;
}

function Choices<T extends string>({ title, choices, chosen, choose }: ChoicesProps<T>) {
  return (
    <fieldset className="choices">
      <legend>{title}</legend>
      {choices.map(([value, label]) => (
        <label key={value}>
          <input type="radio" name={title} checked={value === chosen} onChange={() => choose(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
