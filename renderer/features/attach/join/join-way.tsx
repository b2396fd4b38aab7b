import { Plug } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Problem } from '../../../../shared/result.ts';
import { type SocketType, socketTraits, socketTypes } from '../../../../shared/scenario/socket-type.ts';
import { useModel } from '../../../session/window-model.ts';
import { useAttach } from '../attach-model.ts';
import { ProblemLine } from '../problem-line.tsx';
import { useLooking } from '../use-looking.ts';
import { type JoinDraft, joinScenario, joinWarning } from './join-scenario.ts';
import '../watch/watch-rail.css';
import './join.css';

/** One Lab socket beside the programs outside. What that changes is said before. */
export function JoinWay({ showLab }: { readonly showLab: () => void }) {
  const { actions, stores } = useModel();
  const { join } = useAttach();
  const draft = useStore(join, (state) => state.draft);
  const [problem, setProblem] = useState<Problem>();
  const sends = socketTraits[draft.type].produces && draft.rate > 0;
  const open = async (): Promise<void> => {
    if (!/^(tcp|ipc):\/\/.+/.test(draft.endpoint.trim())) {
      setProblem({
        code: 'no-endpoint',
        message: `Endpoint: expected one such as tcp://127.0.0.1:5555 or ipc:///tmp/feed, found "${draft.endpoint.slice(0, 60)}".`,
      });
      return;
    }
    const scenario = joinScenario(draft);
    setProblem(scenario.ok ? undefined : scenario.problem);
    if (!scenario.ok) return;
    await actions.open('join.highwater.json', scenario.value);
    const refused = stores.problems.getState().problems.scenario;
    setProblem(refused);
    if (refused === undefined) showLab();
  };
  return (
    <>
      <EndpointRail endpoint={draft.endpoint} change={join.change} />
      <section className="join" aria-label="Join in">
        <form
          className="join-form"
          onSubmit={(event) => {
            event.preventDefault();
            void open();
          }}
        >
          <h2>One Lab socket among your programs</h2>
          <JoinFields draft={draft} change={join.change} />
          <CurveFields draft={draft} change={join.change} />
          <div className="caution" role="note">
            <p>
              <strong>What joining changes.</strong> {joinWarning(draft.type, draft.how, sends)}
            </p>
          </div>
          <div className="join-buttons">
            <button type="submit" className="button button-main">
              <Plug aria-hidden="true" />
              Open it in the Lab
            </button>
            {problem === undefined && <p className="rail-words">Nothing is joined before you press Run there.</p>}
            <ProblemLine problem={problem} />
          </div>
        </form>
      </section>
    </>
  );
}

const listEveryMs = 3_000;
const mostListed = 100;

/** Where the programs of this machine listen: one press fills in the endpoint. */
function EndpointRail({ endpoint, change }: { readonly endpoint: string; readonly change: FieldsProps['change'] }) {
  const { watch } = useAttach();
  useLooking(watch.list, listEveryMs);
  const candidates = useStore(watch, (state) => state.candidates?.candidates);
  const listening = (candidates ?? [])
    .flatMap(({ name, pid, listens }) => listens.map((each) => ({ name, pid, endpoint: each })))
    .slice(0, mostListed);
  return (
    <section className="rail" aria-label="Endpoints of your programs">
      <h2>Where your programs listen</h2>
      {listening.length === 0 && (
        <p className="rail-note">No program with ZeroMQ listens now. Any endpoint can be typed in.</p>
      )}
      <ul className="join-endpoints">
        {listening.map((each) => (
          <li key={`${each.pid} ${each.endpoint}`}>
            <button
              type="button"
              className="candidate"
              aria-pressed={each.endpoint === endpoint}
              onClick={() => change({ endpoint: each.endpoint, how: 'connect' })}
            >
              <span className="candidate-name figure">{each.endpoint}</span>
              <span className="candidate-line">
                {each.name} <span className="figure">{each.pid}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface FieldsProps {
  readonly draft: JoinDraft;
  readonly change: (part: Partial<JoinDraft>) => void;
}

function JoinFields({ draft, change }: FieldsProps) {
  const { endpoint, how, type, topic, rate, size } = draft;
  const { produces } = socketTraits[type];
  const hasTopic = ['sub', 'xsub', 'pub', 'xpub'].includes(type);
  return (
    <>
      <label className="field">
        <span>Endpoint</span>
        <input
          className="entry figure"
          placeholder="tcp://127.0.0.1:5555"
          value={endpoint}
          spellCheck={false}
          onChange={(event) => change({ endpoint: event.currentTarget.value })}
        />
      </label>
      <div className="fields-two">
        <label className="field">
          <span>Socket type</span>
          <select
            className="entry"
            value={type}
            onChange={(event) => change({ type: event.currentTarget.value as SocketType })}
          >
            {socketTypes.map((each) => (
              <option key={each} value={each}>
                {each.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>This socket</span>
          <select
            className="entry"
            value={how}
            onChange={(event) => change({ how: event.currentTarget.value === 'bind' ? 'bind' : 'connect' })}
          >
            <option value="connect">connects: your program is bound there</option>
            <option value="bind">binds: your programs connect to it</option>
          </select>
        </label>
      </div>
      {hasTopic && (
        <label className="field">
          <span>{produces ? 'Topic of its messages' : 'Subscription, a prefix; empty for everything'}</span>
          <input
            className="entry figure"
            value={topic}
            spellCheck={false}
            onChange={(event) => change({ topic: event.currentTarget.value })}
          />
        </label>
      )}
      {produces && (
        <div className="fields-two">
          <NumberField
            label="Messages per second; 0 sends none"
            value={rate}
            onChange={(next) => change({ rate: next })}
          />
          <NumberField label="Bytes each" value={size} onChange={(next) => change({ size: next })} />
        </div>
      )}
    </>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, onChange }: NumberFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="entry figure"
        type="number"
        min={0}
        value={value}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </label>
  );
}

function CurveFields({ draft, change }: FieldsProps) {
  const { curve, how, serverKey, publicKey, secretKey } = draft;
  const key = (label: string, value: string, name: 'serverKey' | 'publicKey' | 'secretKey') => (
    <label className="field">
      <span>{label}</span>
      <input
        className="entry figure"
        type={name === 'secretKey' ? 'password' : 'text'}
        autoComplete="off"
        value={value}
        spellCheck={false}
        onChange={(event) => change({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <>
      <label className="check-field">
        <input type="checkbox" checked={curve} onChange={(event) => change({ curve: event.currentTarget.checked })} />
        CURVE
      </label>
      {curve && (
        <div className="fields">
          {how === 'connect' && key("The program's public key, 40 Z85 characters", serverKey, 'serverKey')}
          {key('Own public key; empty for a fresh pair', publicKey, 'publicKey')}
          {key('Own secret key', secretKey, 'secretKey')}
        </div>
      )}
    </>
  );
}
