import { useState } from 'react';
import type { SessionView } from '../../../shared/contract.ts';
import type { FrameView } from '../../../shared/frame/frame.ts';
import type { Live } from '../../live/live.ts';
import { LiveContext } from '../../live/live-context.ts';
import { LiveNumber } from '../../live/live-number.tsx';
import { Hint } from '../../ui/icon-button.tsx';
import { besideLines, type LedgerLine, ledgerLines, ledgerOf, ledgerText } from './ledger.ts';
import './ledger-panel.css';

interface LedgerPanelProps {
  readonly live: Live;
  readonly session: SessionView;
  /** Index into `session.flows`; the first flow when undefined. */
  readonly selectedFlow: number | undefined;
}

/** Where every message of one flow is: a sum that adds up, digit by digit, at every moment. */
export function LedgerPanel({ live, session, selectedFlow }: LedgerPanelProps) {
  const flow = selectedFlow ?? 0;
  const info = session.flows[flow];
  if (info === undefined) {
    return (
      <section className="ledger" aria-label="Ledger">
        <p className="ledger-empty">Select a link to see where its messages are.</p>
      </section>
    );
  }
  const name = `${info.from} \u2192 ${info.to}`;
  const copy = () => {
    const frame = live.shown();
    return frame === undefined ? undefined : ledgerText(ledgerOf(frame, flow), info, frame.atMs);
  };
  return (
    <LiveContext value={live}>
      <section className="ledger" aria-label={`Ledger of ${name}`}>
        <header className="ledger-head">
          <h2>
            Ledger <span>{name}</span>
          </h2>
          <CopyText text={copy} />
        </header>
        <LedgerTable key={session.runId} flow={flow} />
      </section>
    </LiveContext>
  );
}

function LedgerTable({ flow }: { readonly flow: number }) {
  return (
    <table className="ledger-table">
      <tbody>
        {ledgerLines.map((line) => (
          <LedgerRow key={line.field} line={line} flow={flow} />
        ))}
      </tbody>
      <tbody className="ledger-beside">
        {besideLines.map((line) => (
          <LedgerRow key={line.field} line={line} flow={flow} />
        ))}
      </tbody>
    </table>
  );
}

function LedgerRow({ line, flow }: { readonly line: LedgerLine; readonly flow: number }) {
  const { field, sign, label, certainty, explanation } = line;
  return (
    <tr>
      <td className="ledger-sign">{sign}</td>
      <th scope="row">{label}</th>
      <td className="ledger-figure">
        <LiveNumber read={(frame: FrameView) => ledgerOf(frame, flow)[field]} certainty={certainty} exact />
      </td>
      <td className="ledger-certainty">
        <Hint text={`${certainty}: ${explanation}`}>
          <button type="button" className="ledger-source">
            {certainty}
          </button>
        </Hint>
      </td>
    </tr>
  );
}

function CopyText({ text }: { readonly text: () => string | undefined }) {
  const [said, say] = useState('Copy');
  const copy = async () => {
    const copied = text();
    if (copied === undefined) return say('Nothing yet');
    try {
      await navigator.clipboard.writeText(copied);
      say('Copied');
    } catch {
      say('Not allowed');
    }
  };
  return (
    <button
      type="button"
      className="ledger-copy"
      onClick={() => void copy()}
      onBlur={() => say('Copy')}
      title="Copy the ledger as text"
    >
      <span aria-live="polite">{said}</span>
    </button>
  );
}
