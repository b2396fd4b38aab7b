import type { WebContents, WebFrameMain } from 'electron';
import type { AppCore, WindowSink } from '../../../shared/contract.ts';
import { fail } from '../../../shared/result.ts';
import { openWindowSession } from '../window-session.ts';
import { isAppUrl } from './app-origin.ts';
import { channels } from './channels.ts';

/**
 * Carries one window's calls, events and frames over Electron's IPC. The handlers are bound to this window's contents, and listen to its main frame
 * only while that shows our page. Returns the way to send events of the host's own.
 */
export const carryWindow = (contents: WebContents, core: AppCore): WindowSink['event'] => {
  const send = (channel: string, ...values: readonly unknown[]) => {
    if (!contents.isDestroyed()) contents.send(channel, ...values);
  };
  const tell: WindowSink['event'] = (name, value) => send(channels.event, name, value);
  const session = openWindowSession(core, { event: tell, frame: (buffer) => send(channels.frame, buffer) });

  contents.ipc.handle(channels.call, async (event, name: unknown, payload: unknown) =>
    isOurPage(event.senderFrame)
      ? session.call(name, payload)
      : fail('refused-sender', 'only the page of Highwater may call'),
  );
  contents.ipc.on(channels.acknowledge, (event) => {
    if (isOurPage(event.senderFrame)) session.acknowledge();
  });
  contents.once('destroyed', () => session.close());
  return tell;
};

const isOurPage = (frame: WebFrameMain | null): boolean =>
  frame !== null && frame.parent === null && isAppUrl(frame.url);
