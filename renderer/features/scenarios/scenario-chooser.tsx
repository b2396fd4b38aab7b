import { Select } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { useModel, useSession, useStoreValue } from '../../session/window-model.ts';
import './scenario-chooser.css';

/** The built-in scenarios by title; an opened file stands above them under its own name. */
export function ScenarioChooser() {
  const { actions } = useModel();
  const session = useSession();
  const scenarios = useStoreValue('session', (state) => state.scenarios);
  const busy = useStoreValue('session', (state) => state.busy);
  const isBuiltIn = scenarios.some(({ name }) => name === session?.source);
  const title =
    scenarios.find(({ name }) => name === session?.source)?.title ?? session?.scenario.name ?? 'No scenario';
  return (
    <Select.Root
      value={isBuiltIn ? (session?.source ?? null) : null}
      onValueChange={(name) => {
        if (name !== null && name !== session?.source) void actions.load(name);
      }}
      disabled={session === undefined}
      // Not disabled: that would take the focus from whoever has just chosen by keyboard.
      readOnly={busy !== undefined}
      modal={false}
    >
      <Select.Trigger
        className="scenario-trigger"
        aria-label={`Scenario: ${title}`}
        // A letter is a key of the window here; in the open list it finds a title.
        onKeyDown={(event) => {
          if (event.key.length === 1 && event.key !== ' ') event.preventBaseUIHandler();
        }}
      >
        <span className="scenario-title">{title}</span>
        <ChevronDown aria-hidden="true" />
      </Select.Trigger>
      <Select.Portal>
        <Select.Positioner className="float-layer" align="start" sideOffset={4} alignItemWithTrigger={false}>
          <Select.Popup className="scenario-popup">
            <Select.List>
              {scenarios.map(({ name, title: entryTitle, description }) => (
                <Select.Item key={name} value={name} className="scenario-item">
                  <Select.ItemIndicator className="scenario-check">
                    <Check aria-hidden="true" />
                  </Select.ItemIndicator>
                  <span className="scenario-entry">
                    <Select.ItemText className="scenario-name">{entryTitle}</Select.ItemText>
                    <span className="scenario-description">{description}</span>
                  </span>
                </Select.Item>
              ))}
            </Select.List>
          </Select.Popup>
        </Select.Positioner>
      </Select.Portal>
    </Select.Root>
  );
}
