import { useState } from 'react';
import { CopyButton } from '../copy-button.tsx';
import './calls.css';

/** Counting the calls needs the program to be started so; this says how. */
export function CallsWay() {
  const [command, setCommand] = useState('');
  const line = `highwater exec -- ${command.trim() === '' ? 'COMMAND ...' : command.trim()}`;
  return (
    <>
      <section className="rail" aria-label="Start a program">
        <h2>Start a program so</h2>
        <label className="field">
          <span>Its command</span>
          <input
            className="entry figure"
            placeholder="python3 consumer.py"
            value={command}
            spellCheck={false}
            onChange={(event) => setCommand(event.currentTarget.value)}
          />
        </label>
        <div className="command-line">
          <code>{line}</code>
          <CopyButton label="Copy the command" text={() => line} />
        </div>
        <p className="rail-words">
          Run it in a terminal. A small library is loaded with the program and counts zmq_send and zmq_recv, what
          failed, and what would have blocked; nothing else changes. Programs with libzmq linked in statically are out
          of reach, and are named.
        </p>
      </section>
      <section className="attach-blank" aria-label="Counted programs">
        <div className="picture-empty">
          <h2>How many messages did each program really send and receive?</h2>
          <p>
            Start sender and receiver under <code>highwater exec</code>: their counts, joined by their endpoints, make a
            ledger between them that is exact to the message. The report is printed when the program ends.
          </p>
        </div>
      </section>
    </>
  );
}
