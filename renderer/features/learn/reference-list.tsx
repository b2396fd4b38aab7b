import type { Reference } from '../../../shared/lessons/reference.ts';
import { useStoreValue } from '../../session/window-model.ts';
import { CopyButton } from '../attach/copy-button.tsx';

/**
 * The documents that say the rule. In a browser they open beside the app; the desktop window goes nowhere, so there the
 * address is shown, to be copied.
 */
export function ReferenceList({ references }: { readonly references: readonly Reference[] }) {
  const inBrowser = useStoreValue('session', (state) => state.host === 'browser');
  return (
    <ul className="references" aria-label="Read on">
      {references.map(({ title, url }) => (
        <li key={url}>
          {inBrowser ? (
            <a href={url} target="_blank" rel="noreferrer noopener">
              {title}
            </a>
          ) : (
            <span>{title}</span>
          )}
          <span className="reference-url">{url}</span>
          <CopyButton label={`Copy the address of ${title}`} text={() => url} />
        </li>
      ))}
    </ul>
  );
}
