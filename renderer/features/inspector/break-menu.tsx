import { Menu } from '@base-ui/react/menu';
import { Unplug } from 'lucide-react';
import type { SessionView } from '../../../shared/contract.ts';
import { binderOf, faultWords } from '../../../shared/scenario/faults.ts';
import type { LinkSpec, SocketSpec } from '../../../shared/scenario/scenario.ts';
import { useLiveValue } from '../../session/use-live-value.ts';
import { useModel } from '../../session/window-model.ts';
import { faultsOfLink, faultsOfSocket, type OfferedFault, restingReason } from './offered-faults.ts';
import { SettingProblem } from './setting-problem.tsx';
import './break-menu.css';

interface BreakSocketProps {
  readonly session: SessionView;
  readonly socket: SocketSpec;
  /** Its place in frames. */
  readonly index: number;
}

export function BreakSocket({ session, socket, index }: BreakSocketProps) {
  const open = useSocketOpen(index);
  return <BreakMenu session={session} what="socket" on={socket.id} faults={faultsOfSocket(session, socket, open)} />;
}

export function BreakLink({ session, link }: { readonly session: SessionView; readonly link: LinkSpec }) {
  const binder = binderOf(link);
  const open = useSocketOpen(session.sockets.findIndex(({ id }) => id === binder));
  return <BreakMenu session={session} what="link" on={link.id} faults={faultsOfLink(session, link, open)} />;
}

const useSocketOpen = (index: number): boolean =>
  useLiveValue((frame) => index >= 0 && frame.socket(index, 'open') !== 0, true);

interface BreakMenuProps {
  readonly session: SessionView;
  readonly what: 'socket' | 'link';
  readonly on: string;
  readonly faults: readonly OfferedFault[];
}

/** What strangers and accidents do to a socket or a link, on purpose; one press does it, and the time axis marks it. */
function BreakMenu({ session, what, on, faults }: BreakMenuProps) {
  const reason = restingReason(session);
  return (
    <div className="break">
      <Menu.Root modal={false}>
        <Menu.Trigger className="button break-button">
          <Unplug aria-hidden="true" />
          Break the {what}
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className="float-layer" side="left" align="start" sideOffset={12}>
            <Menu.Popup className="break-menu">
              <Menu.Group>
                <Menu.GroupLabel className="break-lead" data-resting={reason !== undefined}>
                  {reason ?? 'One press does it to the real thing; the time axis marks it.'}
                </Menu.GroupLabel>
                {faults.map((offered) => (
                  <FaultItem key={offered.fault} offered={offered} on={on} resting={reason !== undefined} />
                ))}
              </Menu.Group>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <SettingProblem path={`faults.${on}`} />
    </div>
  );
}

interface FaultItemProps {
  readonly offered: OfferedFault;
  readonly on: string;
  readonly resting: boolean;
}

function FaultItem({ offered: { fault, obstacle }, on, resting }: FaultItemProps) {
  const { actions } = useModel();
  const { label, does } = faultWords[fault];
  const shown = resting ? undefined : obstacle;
  return (
    <Menu.Item
      className="break-item"
      disabled={resting || obstacle !== undefined}
      onClick={() => void actions.inflict(fault, on)}
    >
      <span className="break-label">{label}</span>
      <span className="break-does">{does}</span>
      {shown !== undefined && <span className="break-obstacle">{shown}</span>}
    </Menu.Item>
  );
}
