import { Menu } from '@base-ui/react/menu';
import { Wrench } from 'lucide-react';
import type { Finding } from '../../../shared/report/finding.ts';
import { useModel } from '../../session/window-model.ts';

/** The remedies; one press applies one, and another takes it back. */
export function FixMenu({ finding }: { readonly finding: Finding }) {
  const { actions } = useModel();
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="button">
        <Wrench aria-hidden="true" />
        Fix
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="float-layer" side="bottom" align="end" sideOffset={8}>
          <Menu.Popup className="fix-menu">
            {finding.remedies.map((remedy) => (
              <Menu.Item
                key={remedy.sentence}
                className="fix-item"
                disabled={Object.keys(remedy.set).length === 0}
                onClick={() => void actions.apply(remedy)}
              >
                <span>{remedy.sentence}</span>
                <span className="fix-change">
                  {Object.entries(remedy.set).map(([path, value]) => (
                    <code key={path}>
                      {path} = {String(value)}
                    </code>
                  ))}
                </span>
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
