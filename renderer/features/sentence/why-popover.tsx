import { Popover } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import type { Evidence, Finding } from '../../../shared/report/finding.ts';
import { useStoreValue } from '../../session/window-model.ts';

/** What the sentence rests on, fact by fact, each with how it is known. Not modal: traffic and knobs go on beside it. */
export function WhyPopover({ finding }: { readonly finding: Finding }) {
  const others = useStoreValue('findings', (state) => state.findings).slice(1);
  return (
    <Popover.Root modal={false}>
      <Popover.Trigger className="button">
        Why
        <ChevronDown aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="float-layer" side="bottom" align="end" sideOffset={8}>
          <Popover.Popup className="why">
            <Popover.Title className="why-title">{finding.sentence}</Popover.Title>
            <ul className="why-evidence">
              {finding.evidence.map((evidence) => (
                <EvidenceLine key={evidence.sentence} evidence={evidence} />
              ))}
            </ul>
            {finding.reference !== undefined && <p className="why-reference">{finding.reference}</p>}
            {others.length > 0 && (
              <>
                <h3 className="why-also">Also</h3>
                <ul className="why-evidence">
                  {others.map(({ code, subject, sentence, certainty }) => (
                    <EvidenceLine key={code + subject} evidence={{ sentence, certainty }} />
                  ))}
                </ul>
              </>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
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
