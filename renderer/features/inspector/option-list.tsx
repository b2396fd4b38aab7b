import { Switch } from '@base-ui/react/switch';
import { useEffect, useState } from 'react';
import type { OptionInfo } from '../../../shared/scenario/options.ts';
import { optionsOf } from '../../../shared/scenario/options.ts';
import type { SocketSpec } from '../../../shared/scenario/scenario.ts';
import type { SocketType } from '../../../shared/scenario/socket-type.ts';
import { useIsFixed, useModel, useScenarioValue, useStoreValue } from '../../session/window-model.ts';
import { Hint } from '../../ui/icon-button.tsx';
import { optionWords } from './option-words.ts';
import { SettingProblem } from './setting-problem.tsx';

/** Marks have sliders, and keys belong to the scenario's `security`. */
const shownElsewhere = /HighWaterMark$|^curve|^plain|^zap/;

/** Every other option that the socket's type has, under zeromq.js's own names. */
export function OptionList({ socket }: { readonly socket: SocketSpec }) {
  const options = optionsOf(socket.type).filter(({ name }) => !shownElsewhere.test(name));
  return (
    <details className="options">
      <summary>All options</summary>
      {options.map((option) => (
        <OptionRow
          key={option.name}
          type={socket.type}
          option={option}
          path={`sockets.${socket.id}.options.${option.name}`}
        />
      ))}
    </details>
  );
}

interface OptionRowProps {
  readonly option: OptionInfo;
  readonly path: string;
}

function OptionRow({ type, option, path }: OptionRowProps & { readonly type: SocketType }) {
  const problem = useStoreValue('problems', (state) => state.problems[`set:${path}`]);
  const words = optionWords(type, option);
  return (
    <div className="option" data-wrong={problem !== undefined}>
      <Hint side="left" text={words}>
        <button type="button" className="plain-button option-name" aria-description={words}>
          {option.name}
          {!option.live && <span className="option-later">later</span>}
        </button>
      </Hint>
      {option.rule.kind === 'boolean' ? (
        <OptionSwitch option={option} path={path} />
      ) : (
        <OptionEntry option={option} path={path} />
      )}
      <SettingProblem path={path} />
    </div>
  );
}

function OptionSwitch({ option, path }: OptionRowProps) {
  const { actions } = useModel();
  const fixed = useIsFixed();
  const value = useScenarioValue(path) === true;
  return (
    <Switch.Root
      className="switch"
      aria-label={option.name}
      checked={value}
      disabled={fixed}
      onCheckedChange={(checked) => actions.set(path, checked)}
    >
      <Switch.Thumb className="switch-thumb" />
    </Switch.Root>
  );
}

function OptionEntry({ option, path }: OptionRowProps) {
  const { actions } = useModel();
  const fixed = useIsFixed();
  const value = useScenarioValue(path);
  const [draft, setDraft] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new value puts what was typed out of date.
  useEffect(() => setDraft(undefined), [value]);
  const commit = (): void => {
    setDraft(undefined);
    if (draft === undefined || draft === String(value ?? '')) return;
    // The host checks by the catalogue's rule and says what was expected.
    const isNumber = option.rule.kind !== 'text' && draft.trim() !== '' && Number.isFinite(Number(draft));
    actions.set(path, isNumber ? Number(draft) : draft);
  };
  return (
    <input
      className="knob-entry figure"
      aria-label={option.name}
      placeholder="not set"
      readOnly={fixed}
      value={draft ?? String(value ?? '')}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setDraft(undefined);
      }}
    />
  );
}
