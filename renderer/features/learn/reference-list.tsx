import type { Reference } from '../../../shared/lessons/reference.ts';
import { CopyButton } from '../attach/copy-button.tsx';

/** The documents that say the rule. They open outside: beside the app in a browser, in the system's browser on the desktop. */
export function ReferenceList({ references }: { readonly references: readonly Reference[] }) {
  return (
    <ul className="references" aria-label="Read on">
      {references.map(({ title, url }) => (
        <li key={url}>
          <a href={url} target="_blank" rel="noreferrer noopener">
            {title}
            <span className="for-screen-readers"> (opens in a browser)</span>
          </a>
          <span className="reference-url">{url}</span>
          <CopyButton label={`Copy the address of ${title}`} text={() => url} />
        </li>
      ))}
    </ul>
  );
}
