import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';
import './button.css';

interface IconButtonProps {
  readonly label: string;
  /** The shortcut, as the tooltip shows it. */
  readonly keys?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** A button that is only a picture; its name shows on hover and focus. */
export function IconButton({ label, keys, pressed, disabled = false, onClick, children }: IconButtonProps) {
  return (
    <Hint text={label} {...(keys === undefined ? {} : { keys })}>
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </button>
    </Hint>
  );
}

interface HintProps {
  readonly text: ReactNode;
  readonly side?: 'top' | 'left';
  readonly keys?: string;
  /** One element; it keeps its own role and name. */
  readonly children: React.ReactElement<Record<string, unknown>>;
}

/** Words that show on hover and focus, beside one element. */
export function Hint({ text, side = 'top', keys, children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={8} className="float-layer">
          <Tooltip.Popup className="hint">
            {text}
            {keys !== undefined && <kbd>{keys}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
