import { Popover } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import { useStore } from 'zustand';
import type { Evidence, Finding } from '../../../shared/report/finding.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import '../sentence/sentence-bar.css';
import { useAnnouncement } from '../sentence/use-announcement.ts';
import { useAttach } from './attach-model.ts';
import { begin, callsVerdict, tapVerdict, type Verdict, watchVerdict } from './verdict.ts';

/** What was found out about the programs outside, in one sentence. */
export function AttachSentence() {
  const { state, sentence, findings, blindSpots } = useVerdict();
  const announced = useAnnouncement(sentence);
  return (
    <section className="sentence-bar" data-state={state} aria-label="What is happening">
      <StateShape state={state} />
      <div className="sentence-words">
        <p className="sentence">{sentence}</p>
      </div>
      <p className="for-screen-readers" aria-live="polite">
        {announced}
      </p>
      <div className="sentence-tools">
        {(findings.length > 0 || blindSpots.length > 0) && <Why findings={findings} blindSpots={blindSpots} />}
      </div>
    </section>
  );
}

const quiet = { state: 'idle', findings: [], blindSpots: [] } as const;

function useVerdict(): Verdict {
  const { ways, watch, taps, calls } = useAttach();
  const way = useStore(ways, (state) => state.way);
  const watched = useStore(watch);
  const tapped = useStore(taps);
  const counted = useStore(calls);
  switch (way) {
    case 'watch':
      return watchVerdict(watched);
    case 'tap':
      return tapVerdict(tapped);
    case 'calls':
      return callsVerdict(counted);
    case 'join':
      return {
        ...quiet,
        sentence: 'Let one Lab socket talk to your programs: probe a PUB, feed a PULL, drain a PUSH.',
      };
  }
}

type WhyProps = Pick<Verdict, 'findings' | 'blindSpots'>;

/** The evidence, and as plainly what was out of sight. */
function Why({ findings, blindSpots }: WhyProps) {
  const [finding, ...others] = findings;
  return (
    <Popover.Root modal={false}>
      <Popover.Trigger className="button">
        {finding === undefined ? 'Not visible' : 'Why'}
        <ChevronDown aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="float-layer" side="bottom" align="end" sideOffset={8}>
          <Popover.Popup className="why">
            <Popover.Title className="why-title">
              {finding === undefined ? 'What cannot be seen from here' : begin(finding.sentence)}
            </Popover.Title>
            {finding !== undefined && <EvidenceList evidence={finding.evidence} />}
            {finding?.reference !== undefined && <p className="why-reference">{finding.reference}</p>}
            {finding !== undefined && <Remedies finding={finding} />}
            {others.length > 0 && (
              <>
                <h3 className="why-also">Also</h3>
                <EvidenceList evidence={others.map(({ sentence, certainty }) => ({ sentence, certainty }))} />
              </>
            )}
            {finding !== undefined && <h3 className="why-also">What cannot be seen from here</h3>}
            <ul className="blind-spots">
              {blindSpots.map((spot) => (
                <li key={spot}>{asSentence(spot)}</li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Programs outside are not ours to change: what helps is said, and not a button. */
function Remedies({ finding: { remedies } }: { readonly finding: Finding }) {
  if (remedies.length === 0) return undefined;
  return (
    <>
      <h3 className="why-also">What helps</h3>
      <ul className="why-evidence" aria-label="What helps">
        {remedies.map(({ sentence }) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}

/** With a capital, unless a program's name comes first, and with a full stop. */
export const asSentence = (text: string): string => {
  const first = /^\S+(?: \S+)? \(pid \d+\)/.test(text) ? text.charAt(0) : text.charAt(0).toUpperCase();
  return `${first}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
};

function EvidenceList({ evidence }: { readonly evidence: readonly Evidence[] }) {
  return (
    <ul className="why-evidence">
      {evidence.map(({ sentence, certainty }) => (
        <li key={sentence}>
          <span>{sentence}</span>
          <span className={`certainty certainty-${certainty}`}>{certainty}</span>
        </li>
      ))}
    </ul>
  );
}
