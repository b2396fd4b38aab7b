import { Slider } from '@base-ui/react/slider';
import { useEffect, useId, useMemo, useState } from 'react';
import { useIsFixed, useModel, useScenarioValue, useStoreValue } from '../../session/window-model.ts';
import { Hint } from '../../ui/icon-button.tsx';
import type { Knob } from './knobs.ts';
import { logScale, readFigure, writeFigure } from './log-scale.ts';
import { SettingProblem } from './setting-problem.tsx';

/** A slider and an entry for the same figure; what the host refuses is said below them in one line. */
export function KnobRow({ knob }: { readonly knob: Knob }) {
  const { actions } = useModel();
  const fixed = useIsFixed();
  const stands = useScenarioValue(knob.path);
  const problem = useStoreValue('problems', (state) => state.problems[`set:${knob.path}`]);
  const value = typeof stands === 'number' ? stands : 0;
  const problemId = useId();
  const scale = useMemo(() => logScale(knob), [knob]);
  return (
    <div className="knob" data-wrong={problem !== undefined}>
      <Hint side="left" text={knob.explanation}>
        <button type="button" className="plain-button knob-label" aria-description={knob.explanation}>
          {knob.label}
        </button>
      </Hint>
      <Slider.Root
        className="knob-slider"
        disabled={fixed}
        value={scale.positionOf(value)}
        min={0}
        max={scale.last}
        onValueChange={(position) => actions.set(knob.path, scale.valueAt(position))}
      >
        <Slider.Control className="knob-control">
          <Slider.Track className="knob-track">
            <Slider.Indicator className="knob-indicator" />
            <Slider.Thumb
              className="knob-thumb"
              aria-label={knob.label}
              getAriaValueText={() => `${writeFigure(value, knob.zero?.word)} ${knob.unit}`}
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
      <FigureEntry knob={knob} value={value} {...(problem === undefined ? {} : { describedBy: problemId })} />
      <span className="knob-unit">{knob.unit}</span>
      <SettingProblem path={knob.path} id={problemId} />
    </div>
  );
}

interface FigureEntryProps {
  readonly knob: Knob;
  readonly value: number;
  readonly describedBy?: string;
}

function FigureEntry({ knob, value, describedBy }: FigureEntryProps) {
  const { actions, stores } = useModel();
  const fixed = useIsFixed();
  const [draft, setDraft] = useState<string>();
  // The figure moved under the entry (a slider, a step, a remedy): what was typed is out of date.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the new value is the reason.
  useEffect(() => setDraft(undefined), [value]);
  const commit = (): void => {
    if (draft === undefined) return;
    const typed = readFigure(draft, knob.zero?.word);
    setDraft(undefined);
    if (typed !== undefined && typed !== value) actions.set(knob.path, typed);
    if (typed !== undefined) return;
    const message = `${knob.label}: expected a number, found "${draft}".`;
    stores.problems.getState().raise(`set:${knob.path}`, { code: 'invalid-value', message, path: knob.path });
  };
  return (
    <input
      className="knob-entry figure"
      inputMode="decimal"
      readOnly={fixed}
      aria-label={`${knob.label} in ${knob.unit}`}
      aria-describedby={describedBy}
      value={draft ?? writeFigure(value, knob.zero?.word)}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setDraft(undefined);
      }}
    />
  );
}
