import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { Fragment } from 'react';
import { tabs } from '../../shell/tabs.ts';
import { AppearanceChoices } from './appearance-choices.tsx';
import './keys-dialog.css';

const keys: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['R'], 'Run'],
  [['S'], 'Stop'],
  [['Space'], 'Freeze the picture; data goes on. In a recording: play, pause'],
  [['C'], 'Record this run, or the next; again to stop'],
  [['\u2190', '\u2191', '\u2192', '\u2193'], 'Go from socket to socket'],
  [['Shift', '\u2190\u2191\u2192\u2193'], 'Move the picture'],
  [['+', '\u2212'], 'Zoom'],
  [['Enter'], 'Select what has the focus'],
  [['T'], 'Light or dark'],
  ...(tabs.length > 1 ? [[['1', '\u2026', String(tabs.length)], 'Tabs'] as const] : []),
  [['Esc'], 'Close what is open'],
  [['?'], 'This page'],
];

interface KeysDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** All keys on one page; traffic and picture go on behind it. */
export function KeysDialog({ open, onOpenChange }: KeysDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Dialog.Portal>
        <Dialog.Popup className="keys-dialog">
          <div className="keys-head">
            <Dialog.Title className="keys-title">Keys and appearance</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <X />
            </Dialog.Close>
          </div>
          <dl>
            {keys.map(([names, does]) => (
              <Fragment key={does}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </Fragment>
            ))}
          </dl>
          <AppearanceChoices />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
