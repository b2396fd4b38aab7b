import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { ExecView } from '../../../../shared/exec/exec-view.ts';
import { countFormat, rateFormat } from '../../../live/format.ts';
import { useAttach } from '../attach-model.ts';
import { asSentence } from '../attach-sentence.tsx';
import { CopyButton } from '../copy-button.tsx';
import { PictureView } from '../picture/picture-view.tsx';
import { ProblemLine } from '../problem-line.tsx';
import { type StripChart, StripView } from '../strip/strip-view.tsx';
import { useLooking } from '../use-looking.ts';
import { CallsDetails } from './calls-details.tsx';
import { callsSeries, shownConnection } from './calls-store.ts';
import './calls.css';
import { mostDrawn, pictureOfCalls } from './picture-of-calls.ts';

const lookEveryMs = 500;

const charts: readonly StripChart[] = [
  {
    title: 'Messages',
    format: rateFormat,
    lowestTop: 10,
    lines: [
      { series: callsSeries.sentRate, name: 'sent' },
      { series: callsSeries.deliveredRate, name: 'delivered' },
    ],
  },
  {
    title: 'Sent and not delivered',
    format: countFormat,
    lowestTop: 100,
    lines: [{ series: callsSeries.difference, name: 'count' }],
  },
];

/** Programs that were started under `highwater exec`, counted call by call. */
export function CallsWay() {
  const { calls } = useAttach();
  useLooking(calls.look, lookEveryMs);
  const view = useStore(calls, (state) => state.view);
  return (
    <>
      <CallsRail />
      {view === undefined || view.processes.length === 0 ? <NothingCounted view={view} /> : <Counted view={view} />}
    </>
  );
}

function NothingCounted({ view }: { readonly view: ExecView | undefined }) {
  const outOfReach = view?.programs.flatMap((program) => program.outOfReach) ?? [];
  if (outOfReach.length > 0)
    return (
      <section className="attach-blank" aria-label="What cannot be counted">
        <div className="picture-empty">
          <h2>Its calls cannot be counted</h2>
          {outOfReach.slice(0, mostReasons).map((reason) => (
            <p key={reason}>{reason}</p>
          ))}
        </div>
      </section>
    );
  return (
    <section className="attach-blank" aria-label="What counting shows">
      <div className="picture-empty">
        <h2>How many messages did each program really send and receive?</h2>
        <p>
          Start sender and receiver under <code>highwater exec</code>: their counts, joined by their endpoints, make a
          ledger between them that is exact to the message. It shows here while they run.
        </p>
      </div>
    </section>
  );
}

function Counted({ view }: { readonly view: ExecView }) {
  const { calls } = useAttach();
  const connection = shownConnection(useStore(calls));
  const over = useStore(calls, (state) => state.over);
  const omitted = useStore(calls, (state) => state.connectionsOmitted);
  const picture = useMemo(
    () => pictureOfCalls(view, over, (id) => calls.history.read(id).values[callsSeries.sentRate]?.at(-1) ?? Number.NaN),
    [view, over, calls],
  );
  const left = view.connections.length + omitted - picture.links.length;
  return (
    <>
      <PictureView
        picture={picture}
        label="Counted programs"
        shownEnd={undefined}
        shownLink={connection?.id}
        onEnd={(id) => {
          const pid = id.replace(/ again$/, '');
          const touching = view.connections.find(({ from, to }) => from === pid || to === pid);
          if (touching !== undefined) calls.select(touching.id);
        }}
        onLink={(id) => calls.select(id)}
        note={left > 0 ? `${left} more connections are not drawn; ${mostDrawn} are at most.` : undefined}
      />
      <StripView
        label={connection === undefined ? 'no connection' : connection.endpoint}
        points={calls.history.read(connection?.id ?? '')}
        charts={charts}
        empty="The last minutes of a counted connection are shown here."
      />
      <CallsDetails view={view} connection={connection} />
    </>
  );
}

function CallsRail() {
  const { calls } = useAttach();
  const sessions = useStore(calls, (state) => state.sessions);
  const shown = useStore(calls, (state) => state.view?.session);
  const blindSpots = useStore(calls, (state) => state.view?.blindSpots ?? noSpots);
  const problem = useStore(calls, (state) => state.problem);
  return (
    <section className="rail" aria-label="Counted sessions">
      <CommandMaker />
      {sessions.length > 0 && (
        <section className="fields" aria-labelledby="sessions-title">
          <h2 id="sessions-title">Sessions</h2>
          <ul className="sessions">
            {sessions.map((session) => (
              <li key={session}>
                <button
                  type="button"
                  className="candidate"
                  aria-pressed={session === shown}
                  onClick={() => calls.choose(session)}
                >
                  <span className="candidate-name">{session}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ProblemLine problem={problem} />
      {blindSpots.length > 0 && (
        <section className="fields" aria-labelledby="calls-blind-title">
          <h2 id="calls-blind-title">Not visible from here</h2>
          <ul className="blind-spots">
            {blindSpots.map((spot) => (
              <li key={spot}>{asSentence(spot)}</li>
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}

const mostReasons = 5;
const noSpots: readonly string[] = [];

function CommandMaker() {
  const [command, setCommand] = useState('');
  const line = `highwater exec -- ${command.trim() === '' ? 'COMMAND' : command.trim()}`;
  return (
    <section className="fields" aria-labelledby="exec-title">
      <h2 id="exec-title">Start a program so</h2>
      <label className="field">
        <span>Its command</span>
        <input
          className="entry figure"
          placeholder="python3 consumer.py"
          value={command}
          spellCheck={false}
          onChange={(event) => setCommand(event.currentTarget.value)}
        />
      </label>
      <div className="command-line">
        <code>{line}</code>
        <CopyButton label="Copy the command" text={() => line} />
      </div>
      <p className="rail-words">
        Run it in a terminal. A small library is loaded with the program and counts its sends and receives, what failed
        and what had to wait; nothing else changes. Linux only. What it cannot count (a ZeroMQ that is linked in, or
        that is not libzmq) is named.
      </p>
    </section>
  );
}
