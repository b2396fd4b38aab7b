import type { AppCore, WindowAttachment, WindowSink } from '../../shared/contract.ts';
import { fail, type Result } from '../../shared/result.ts';
import { dispatch } from './dispatch.ts';

/** One window's side of the application, the same whatever carries it. */
export interface WindowSession {
  call(name: unknown, payload: unknown): Promise<Result<unknown>>;
  acknowledge(): void;
  close(): void;
}

/** How many calls of one window may wait at once; a window of ours has a handful. */
const maxPendingCalls = 64;

/**
 * Joins a window to the application. The window is attached when it asks for the whole state (`app.snapshot`), so that neither an event nor a
 * frame gets lost between the snapshot and what follows it; a window that was reloaded asks again and starts afresh.
 *
 * At most one frame is on its way at any time, whatever the window or the application does: an acknowledgement without a frame means nothing,
 * and a frame that comes before its predecessor was acknowledged is left out (the next one carries newer figures).
 */
export const openWindowSession = (core: AppCore, sink: WindowSink): WindowSession => {
  let attachment: WindowAttachment | undefined;
  let closed = false;
  let outstanding = false;
  let pendingCalls = 0;

  const gatedSink: WindowSink = {
    event: (name, value) => sink.event(name, value),
    frame: (buffer) => {
      if (outstanding) return;
      outstanding = true;
      sink.frame(buffer);
    },
  };
  const attachAfresh = () => {
    attachment?.detach();
    outstanding = false;
    attachment = core.attach(gatedSink);
  };

  return {
    call: async (name, payload) => {
      if (closed) return fail('window-closed', 'the window has gone');
      if (pendingCalls >= maxPendingCalls)
        return fail('too-many-calls', `at most ${maxPendingCalls} calls may wait at once`);
      pendingCalls += 1;
      try {
        if (name === 'app.snapshot') attachAfresh();
        return await dispatch(core.handlers, name, payload);
      } finally {
        pendingCalls -= 1;
      }
    },
    acknowledge: () => {
      if (!outstanding) return;
      outstanding = false;
      attachment?.acknowledge();
    },
    close: () => {
      closed = true;
      attachment?.detach();
      attachment = undefined;
    },
  };
};
