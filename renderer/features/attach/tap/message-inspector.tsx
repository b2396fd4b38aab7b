import { Switch } from '@base-ui/react/switch';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { TapLook } from '../../../../shared/attach/attach-view.ts';
import type { InspectedFrame, InspectedMessage, TapConnection } from '../../../../shared/tap/tap-view.ts';
import { bytesFormat, formatRunTime } from '../../../live/format.ts';
import { useAttach } from '../attach-model.ts';
import '../../inspector/inspector.css';

const forms = ['text', 'hex', 'json', 'msgpack'] as const;
type Form = (typeof forms)[number];
const formTitles: Readonly<Record<Form, string>> = { text: 'Text', hex: 'Hex', json: 'JSON', msgpack: 'MessagePack' };

interface MessageInspectorProps {
  readonly look: TapLook;
  readonly connection: TapConnection | undefined;
}

/** The last messages as they passed. Off by default, and never on disk. */
export function MessageInspector({ look, connection }: MessageInspectorProps) {
  const { taps } = useAttach();
  const messages = useStore(taps, (state) => state.messages);
  const [form, setForm] = useState<Form>('text');
  const [held, setHeld] = useState<readonly InspectedMessage[]>();
  const shown = (held ?? messages).filter(
    (message) => connection === undefined || message.connection === connection.id,
  );
  return (
    <section className="part" aria-label="Messages">
      <div className="inspector-bar">
        <span className="check-field">
          <Switch.Root
            className="switch"
            aria-label="Keep the last messages"
            checked={look.inspecting}
            disabled={look.phase !== 'tapping'}
            onCheckedChange={(on) => void taps.inspect(look.id, on)}
          >
            <Switch.Thumb className="switch-thumb" />
          </Switch.Root>
          Keep the last messages
        </span>
        {look.inspecting && (
          <button
            type="button"
            className="quiet-button"
            aria-pressed={held !== undefined}
            onClick={() => setHeld(held === undefined ? messages : undefined)}
          >
            {held === undefined ? 'Hold' : 'Follow again'}
          </button>
        )}
      </div>
      {look.inspecting ? (
        <>
          <fieldset className="form-choice part-note" aria-label="Shown as">
            {forms.map((each) => (
              <button key={each} type="button" aria-pressed={each === form} onClick={() => setForm(each)}>
                {formTitles[each]}
              </button>
            ))}
          </fieldset>
          {shown.length === 0 && <p className="part-note">No message has passed since.</p>}
          <ol className="messages" aria-label="Messages, newest first">
            {shown.toReversed().map((message) => (
              <Message
                key={`${message.connection} ${message.direction} ${message.atMs}`}
                message={message}
                form={form}
              />
            ))}
          </ol>
        </>
      ) : (
        <p className="part-note">
          Off: nothing of the messages is kept. Switched on, the last 100 (at most 1 MB) stay in memory and are never
          written to disk.
        </p>
      )}
    </section>
  );
}

function Message({ message, form }: { readonly message: InspectedMessage; readonly form: Form }) {
  const [open, setOpen] = useState(false);
  const { atMs, direction, frames, framesOmitted } = message;
  const size = frames.reduce((sum, frame) => sum + frame.size, 0);
  const parts = frames.length + framesOmitted;
  return (
    <li className="message">
      <button type="button" className="message-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="figure">{formatRunTime(atMs)}</span>
        <span role="img" aria-label={direction === 'forward' ? 'from the client' : 'to the client'}>
          {direction === 'forward' ? '\u2192' : '\u2190'}
        </span>
        <span className="message-text">
          {frames
            .map((frame) => inForm(frame, form))
            .join(' | ')
            .slice(0, 200)}
        </span>
        <span className="figure">
          {parts > 1 ? `${parts} parts, ` : ''}
          {bytesFormat.glance(size)}
        </span>
      </button>
      {open &&
        frames.map((frame, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part of a message has nothing but its place.
          <div key={at} className="message-frame">
            <span>
              Part {at + 1}, {bytesFormat.exact(frame.size)}
              {frame.cut > 0 && `, ${bytesFormat.glance(frame.cut)} of them not kept`}
            </span>
            <pre>{inForm(frame, form)}</pre>
          </div>
        ))}
      {open && framesOmitted > 0 && <p className="part-note">{framesOmitted} more parts.</p>}
    </li>
  );
}

/** In the form that was asked for, else in the nearest that there is. */
function inForm(frame: InspectedFrame, form: Form): string {
  if (frame.size === 0) return '(empty)';
  const spaced = frame.hex.replace(/(..)(?=.)/g, '$1 ');
  switch (form) {
    case 'hex':
      return spaced;
    case 'text':
      return frame.text ?? spaced;
    case 'json':
      return frame.json ?? frame.text ?? spaced;
    case 'msgpack':
      return frame.msgpack ?? frame.text ?? spaced;
  }
}
