import { Popover } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import type { Evidence, Finding } from '../../../shared/report/finding.ts';
import { useIsFixed, useModel, useStoreValue } from '../../session/window-model.ts';
import { episodeText } from './episode-text.ts';

/**
 * What the sentence rests on, fact by fact, each with how it is known; below it whatever else was found, each with its own facts
 * and remedies. Not modal: traffic and knobs go on beside it.
 */
export function WhyPopover({ finding }: { readonly finding: Finding | undefined }) {
  const all = useStoreValue('findings', (state) => state.findings);
  const others = finding === undefined ? all : all.filter((other) => !isSame(other, finding));
  if (finding === undefined && others.length === 0) return undefined;
  return (
    <Popover.Root modal={false}>
      <Popover.Trigger className="button">
        {finding === undefined ? 'Before' : 'Why'}
        {others.length > 0 && <MoreMark count={others.length} />}
        <ChevronDown aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="float-layer" side="bottom" align="end" sideOffset={8}>
          <Popover.Popup className="why">
            <Popover.Title className="why-title">{finding?.sentence ?? 'What was found in this run'}</Popover.Title>
            {finding !== undefined && <FindingFacts finding={finding} />}
            {finding !== undefined && others.length > 0 && <h3 className="why-also">Also found</h3>}
            {others.map((other) => (
              <OtherFinding key={`${other.code} ${other.subject} ${other.fromMs}`} finding={other} />
            ))}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

const isSame = (one: Finding, other: Finding) =>
  one.code === other.code && one.subject === other.subject && one.fromMs === other.fromMs;

function MoreMark({ count }: { readonly count: number }) {
  return (
    <span className="why-more figure">
      <span aria-hidden="true">{count}</span>
      <span className="for-screen-readers">{` (${count} ${count === 1 ? 'other finding' : 'other findings'})`}</span>
    </span>
  );
}

function FindingFacts({ finding }: { readonly finding: Finding }) {
  const when = episodeText(finding);
  return (
    <>
      <ul className="why-evidence">
        {finding.evidence.map((evidence) => (
          <EvidenceLine key={evidence.sentence} evidence={evidence} />
        ))}
      </ul>
      <p className="why-reference">{[when, finding.reference].filter(Boolean).join(' \u00b7 ')}</p>
    </>
  );
}

function OtherFinding({ finding }: { readonly finding: Finding }) {
  const { actions } = useModel();
  const fixed = useIsFixed();
  return (
    <details className="why-other" data-over={finding.toMs !== undefined}>
      <summary>
        <span>{finding.sentence}</span>
        <span className="certainty">{finding.toMs === undefined ? 'now' : 'over'}</span>
      </summary>
      <FindingFacts finding={finding} />
      {finding.remedies
        .filter(({ set }) => Object.keys(set).length > 0)
        .map((remedy) => (
          <button
            key={remedy.sentence}
            type="button"
            className="button why-remedy"
            disabled={fixed}
            onClick={() => void actions.apply(remedy)}
          >
            {remedy.sentence}
          </button>
        ))}
    </details>
  );
}

function EvidenceLine({ evidence: { sentence, certainty } }: { readonly evidence: Evidence }) {
  return (
    <li>
      <span>{sentence}</span>
      <span className={`certainty certainty-${certainty}`}>{certainty}</span>
    </li>
  );
}
