import { Play, Square, X } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { TapSummary } from '../../../../shared/attach/attach-view.ts';
import { useAttach } from '../attach-model.ts';
import { CopyButton } from '../copy-button.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { conditionsOf, emptyTapDraft, requestOf, type TapDraft } from './tap-draft.ts';
import './tap-rail.css';

/** What is tapped, and how to begin. */
export function TapRail() {
  const { taps } = useAttach();
  const all = useStore(taps, (state) => state.taps?.taps ?? noTaps);
  const shown = useStore(taps, (state) => state.taps?.shown?.id);
  return (
    <section className="rail" aria-label="Taps">
      {all.length > 0 && (
        <ul className="taps" aria-label="Started taps">
          {all.map((tap) => (
            <TapItem key={tap.id} tap={tap} shown={tap.id === shown} />
          ))}
        </ul>
      )}
      <NewTap first={all.length === 0} />
    </section>
  );
}

const noTaps: readonly TapSummary[] = [];

function TapItem({ tap, shown }: { readonly tap: TapSummary; readonly shown: boolean }) {
  const { taps } = useAttach();
  const { id, listen, forward, phase, openConnections } = tap;
  const counted = openConnections === 1 ? '1 connection' : `${openConnections} connections`;
  return (
    <li className="tap-item" data-shown={shown}>
      <button type="button" className="tap-choice" aria-pressed={shown} onClick={() => taps.choose(id)}>
        <span className="figure tap-listen">{listen}</span>
        <span className="tap-line figure">
          {'\u2192'} {forward}
        </span>
        <span className="tap-line">{phase === 'tapping' ? counted : phase}</span>
      </button>
      <span className="tap-buttons">
        <CopyButton label="Copy where it listens" text={() => listen} />
        {phase === 'tapping' ? (
          <button
            type="button"
            className="icon-button"
            aria-label={`Stop the tap at ${listen}`}
            title="Stop: connections through it end"
            onClick={() => void taps.stop(id)}
          >
            <Square />
          </button>
        ) : (
          <button
            type="button"
            className="icon-button"
            aria-label={`Forget the tap at ${listen}`}
            onClick={() => void taps.forget(id)}
          >
            <X />
          </button>
        )}
      </span>
      {shown && phase === 'tapping' && <LiveConditions id={id} />}
    </li>
  );
}

/** What the link does to the bytes, changed while they pass. */
function LiveConditions({ id }: { readonly id: string }) {
  const { taps } = useAttach();
  const conditions = useStore(taps, (state) =>
    state.taps?.shown?.id === id ? state.taps.shown.conditions : undefined,
  );
  const [draft, setDraft] = useState<TapDraft>();
  if (conditions === undefined) return undefined;
  const now = draft ?? {
    ...emptyTapDraft,
    bytesPerSecond: textOf(conditions.bytesPerSecond),
    latencyMs: textOf(conditions.latencyMs),
    jitterMs: textOf(conditions.jitterMs),
    cut: conditions.cut,
    stall: conditions.stall,
  };
  const wished = conditionsOf(now);
  return (
    <details>
      <summary>Link conditions</summary>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (wished.ok) void taps.condition(id, wished.value).then(() => setDraft(undefined));
        }}
      >
        <ConditionFields draft={now} change={(part) => setDraft({ ...now, ...part })} />
        {!wished.ok && <ProblemLine problem={wished.problem} />}
        <button type="submit" className="button" disabled={!wished.ok || draft === undefined}>
          Apply
        </button>
      </form>
    </details>
  );
}

const textOf = (value: number): string => (value === 0 ? '' : String(value));

interface FieldsProps {
  readonly draft: TapDraft;
  readonly change: (part: Partial<TapDraft>) => void;
}

function ConditionFields({ draft, change }: FieldsProps) {
  return (
    <>
      <TextField
        label="Bytes per second, each way"
        placeholder="no limit"
        value={draft.bytesPerSecond}
        onChange={(bytesPerSecond) => change({ bytesPerSecond })}
      />
      <div className="fields-two">
        <TextField
          label="Delay in ms"
          placeholder="0"
          value={draft.latencyMs}
          onChange={(latencyMs) => change({ latencyMs })}
        />
        <TextField
          label="Jitter in ms"
          placeholder="0"
          value={draft.jitterMs}
          onChange={(jitterMs) => change({ jitterMs })}
        />
      </div>
      <label className="check-field">
        <input
          type="checkbox"
          checked={draft.stall}
          onChange={(event) => change({ stall: event.currentTarget.checked })}
        />
        Stalled: nothing passes, connections stay
      </label>
      <label className="check-field">
        <input type="checkbox" checked={draft.cut} onChange={(event) => change({ cut: event.currentTarget.checked })} />
        Cut: connections are closed
      </label>
    </>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TextField({ label, placeholder, value, onChange }: TextFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="entry figure"
        placeholder={placeholder}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

function NewTap({ first }: { readonly first: boolean }) {
  const { taps } = useAttach();
  const problem = useStore(taps, (state) => state.problem);
  const busy = useStore(taps, (state) => state.busy !== undefined);
  const [draft, setDraft] = useState(emptyTapDraft);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<TapDraft>): void => setDraft({ ...draft, ...part });
  const request = requestOf(draft);
  const start = async (): Promise<void> => {
    setTried(true);
    if (!request.ok) return;
    if (await taps.start(request.value)) {
      setTried(false);
      setDraft(emptyTapDraft);
    }
  };
  return (
    <form
      className="fields"
      aria-label="New tap"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h2>{first ? 'Put a tap between two programs' : 'Another tap'}</h2>
      <TextField
        label="Where the bound program listens"
        placeholder="tcp://127.0.0.1:5555"
        value={draft.forward}
        onChange={(forward) => change({ forward })}
      />
      <TextField
        label="Where the tap listens"
        placeholder="tcp://127.0.0.1:0 chooses a port"
        value={draft.listen}
        onChange={(listen) => change({ listen })}
      />
      <p className="rail-words">Then let the other program connect to the tap instead. ipc:// works as well.</p>
      <details>
        <summary>Link conditions</summary>
        <div className="fields">
          <ConditionFields draft={draft} change={change} />
        </div>
      </details>
      <details>
        <summary>A counter in your messages</summary>
        <div className="fields">
          <TextField
            label="Where it stands"
            placeholder="0:u32le, json:header.seq@1, 8:u64be#topic"
            value={draft.sequence}
            onChange={(sequence) => change({ sequence })}
          />
          <p className="rail-words">
            OFFSET:FORMAT, json:PATH or msgpack:PATH; @1 names the frame, #topic counts each topic by itself. Gaps are
            then found exactly.
          </p>
        </div>
      </details>
      <ProblemLine problem={tried && !request.ok ? request.problem : problem} />
      <button type="submit" className={first ? 'button button-main' : 'button'} disabled={busy}>
        <Play aria-hidden="true" />
        Start the tap
      </button>
    </form>
  );
}
