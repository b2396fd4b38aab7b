import { Switch } from '@base-ui/react/switch';
import { useMemo } from 'react';
import type { SessionView } from '../../../shared/contract.ts';
import type { LinkSpec, SocketSpec } from '../../../shared/scenario/scenario.ts';
import { useIsFixed, useModel, useScenarioValue, useStoreValue } from '../../session/window-model.ts';
import { RemarkList } from '../lint/remark-list.tsx';
import { type Remarks, remarksOn } from '../lint/remarks.ts';
import { BreakLink, BreakSocket } from './break-menu.tsx';
import { FigureList } from './figure-list.tsx';
import { linkFigures, socketFigures } from './figures.ts';
import { KnobRow } from './knob-row.tsx';
import { linkKnobs, socketKnobs } from './knobs.ts';
import { OptionList } from './option-list.tsx';
import { SettingProblem } from './setting-problem.tsx';
import { SocketActions } from './socket-actions.tsx';
import './inspector.css';

/** The knobs and figures of what is selected. */
export function Inspector({ session }: { readonly session: SessionView }) {
  const selection = useStoreValue('selection', (state) => state.selection);
  const { sockets, links } = session.scenario;
  const remarks = remarksOn(session.scenario);
  const socket = selection?.kind === 'socket' ? sockets.find(({ id }) => id === selection.id) : undefined;
  const link = selection?.kind === 'link' ? links.find(({ id }) => id === selection.id) : undefined;
  return (
    <aside className="inspector" aria-label="Selected">
      {session.replay !== undefined && <p className="inspector-fixed">A recording: knobs show how they stood.</p>}
      {socket && <SocketInspector key={socket.id} session={session} socket={socket} remarks={remarks} />}
      {link && <LinkInspector key={link.id} session={session} link={link} remarks={remarks} />}
      {!socket && !link && <p className="inspector-empty">Select a socket or a link.</p>}
    </aside>
  );
}

interface SocketInspectorProps {
  readonly session: SessionView;
  readonly socket: SocketSpec;
  readonly remarks: Remarks;
}

function SocketInspector({ session, socket, remarks }: SocketInspectorProps) {
  const index = session.sockets.findIndex(({ id }) => id === socket.id);
  const figures = useMemo(() => socketFigures(socket, index, session.flows), [socket, index, session.flows]);
  const links = session.scenario.links.filter(({ from, to }) => from === socket.id || to === socket.id);
  const only = links.length === 1 ? links[0] : undefined;
  return (
    <>
      <header className="inspector-head">
        <h2>{socket.id}</h2>
        <span className="socket-type">{socket.type.toUpperCase()}</span>
      </header>
      <section className="knobs" aria-label="Knobs">
        {socketKnobs(socket).map((knob) => (
          <KnobRow key={knob.path} knob={knob} />
        ))}
      </section>
      <SocketActions socket={socket} index={index} />
      <BreakSocket session={session} socket={socket} index={index} />
      <FigureList figures={figures} />
      <RemarkList remarks={[...(remarks.get(socket.id) ?? []), ...(only ? (remarks.get(only.id) ?? []) : [])]} />
      {only && <Conditions session={session} link={only} titled />}
      {links.length > 1 && <LinkButtons links={links} socket={socket} />}
      <OptionList socket={socket} />
    </>
  );
}

interface LinkInspectorProps {
  readonly session: SessionView;
  readonly link: LinkSpec;
  readonly remarks: Remarks;
}

function LinkInspector({ session, link, remarks }: LinkInspectorProps) {
  const figures = useMemo(() => linkFigures(link.id, session.flows), [link.id, session.flows]);
  const endpoint = session.flows.find((flow) => flow.link === link.id)?.endpoint;
  return (
    <>
      <header className="inspector-head">
        <h2>
          {link.from} → {link.to}
        </h2>
        <span className="socket-type">{link.transport}</span>
      </header>
      {endpoint !== undefined && endpoint !== '' && <p className="inspector-endpoint figure">{endpoint}</p>}
      <Conditions session={session} link={link} />
      {link.transport === 'inproc' && (
        <p className="inspector-empty">An inproc link has no wire: nothing on it to limit or to break.</p>
      )}
      <FigureList figures={figures} />
      <RemarkList remarks={remarks.get(link.id) ?? []} />
    </>
  );
}

interface ConditionsProps {
  readonly session: SessionView;
  readonly link: LinkSpec;
  /** Where the head above is not the link's own. */
  readonly titled?: boolean;
}

function Conditions({ session, link, titled = false }: ConditionsProps) {
  const knobs = linkKnobs(link);
  if (knobs.length === 0) return undefined;
  return (
    <section className="knobs conditions" aria-label={`Link ${link.id}`}>
      {titled && (
        <h3>
          Link <span className="socket-type">{link.transport}</span>
        </h3>
      )}
      {knobs.map((knob) => (
        <KnobRow key={knob.path} knob={knob} />
      ))}
      <ConditionSwitch path={`links.${link.id}.conditions.cut`} label="cut" />
      <ConditionSwitch path={`links.${link.id}.conditions.stall`} label="stalled" />
      <BreakLink session={session} link={link} />
    </section>
  );
}

function ConditionSwitch({ path, label }: { readonly path: string; readonly label: string }) {
  const { actions } = useModel();
  const fixed = useIsFixed();
  const on = useScenarioValue(path) === true;
  return (
    <div className="option">
      <span className="knob-label">{label}</span>
      <Switch.Root
        className="switch"
        aria-label={label}
        checked={on}
        disabled={fixed}
        onCheckedChange={(next) => actions.set(path, next)}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      <SettingProblem path={path} />
    </div>
  );
}

function LinkButtons({ links, socket }: { readonly links: readonly LinkSpec[]; readonly socket: SocketSpec }) {
  const { stores } = useModel();
  const shown = links.slice(0, 40);
  return (
    <section className="link-buttons" aria-label="Links">
      <h3>Links</h3>
      {shown.map(({ id, from, to, transport }) => (
        <button
          key={id}
          type="button"
          className="plain-button link-button"
          onClick={() => stores.selection.getState().select({ kind: 'link', id })}
        >
          <span>{from === socket.id ? `\u2192 ${to}` : `\u2190 ${from}`}</span>
          <span className="socket-type">{transport}</span>
        </button>
      ))}
      {links.length > shown.length && (
        <p className="inspector-empty">{links.length - shown.length} more are in the graph.</p>
      )}
    </section>
  );
}
