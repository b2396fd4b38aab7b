import type { BrowserContext, Frame, Page, Request as PageRequest, Route } from '@playwright/test';
import type { FetchAnswer, MenuEntry, Request, ToDriver } from '../../fixtures/electron-double/messages.ts';
import { type MainProcess, type MainProcessOptions, startMainProcess } from './main-process.ts';
import { preloadScript } from './page-bridge.ts';

/** Chromium takes no scheme that it was not started with, so `app://highwater/` is shown under this address; the main process never sees it. */
const shownOrigin = 'https://highwater.test';
const appOrigin = 'app://highwater';
const toApp = (url: string): string => url.replace(shownOrigin, appOrigin);
const toShown = (url: string): string => url.replace(appOrigin, shownOrigin);

/** The desktop app: its built main process, and its window shown in the test's own browser. */
export interface DesktopApp {
  readonly main: MainProcess;
  readonly menu: readonly MenuEntry[];
  readonly errorBoxes: readonly { readonly title: string; readonly content: string }[];
  readonly heard: readonly string[];
  /** Addresses that were handed to the system's browser. */
  readonly openedOutside: readonly string[];
  /** How the window asked to be shown. */
  readonly window: { readonly width: number; readonly height: number };
  ask(request: Request): Promise<unknown>;
  /** Presses the cross and waits for the exit status; the process may end before it can answer. */
  closeWindow(): Promise<number | null>;
}

export const openDesktopApp = async (page: Page, options: MainProcessOptions): Promise<DesktopApp> => {
  const state = {
    menu: [] as readonly MenuEntry[],
    errorBoxes: [] as { readonly title: string; readonly content: string }[],
    heard: [] as string[],
    openedOutside: [] as string[],
    window: { width: 0, height: 0 },
  };
  const steps = createQueue();
  let announceShown: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => {
    announceShown = resolve;
  });

  const show = async (message: ToDriver): Promise<void> => {
    state.heard.push(message.kind);
    switch (message.kind) {
      case 'window-opened':
        state.window = message.options;
        return carryPage(page, main, message.preload);
      case 'load':
        await page.goto(toShown(message.url));
        await main.ask({ what: 'loaded', window: message.window });
        return;
      case 'reload':
        await page.reload();
        return;
      case 'send':
        return deliver(page, message.channel, message.values);
      case 'shown':
        return announceShown();
      case 'menu':
        state.menu = message.entries;
        return;
      case 'opened-outside':
        state.openedOutside.push(message.url);
        return;
      case 'error-box':
        state.errorBoxes.push(message);
        return;
      default:
        return;
    }
  };
  const main = startMainProcess(options, (message) => steps.add(() => show(message)));
  await Promise.race([
    shown,
    steps.failed,
    main.ended.then((code) => Promise.reject(new Error(`the main process ended (${code}): ${main.output.stderr}`))),
  ]);
  return Object.assign(state, {
    main,
    ask: main.ask,
    closeWindow: async () => {
      await main.ask({ what: 'close', window: 0 }).catch(() => undefined);
      return main.ended;
    },
  });
};

/** Messages are shown one after another, in the order in which they were sent. */
const createQueue = () => {
  let reject: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, fail) => {
    reject = fail;
  });
  failed.catch(() => undefined);
  let last: Promise<void> = Promise.resolve();
  return {
    failed,
    add: (step: () => Promise<void>) => {
      last = last.then(step).catch(reject);
    },
  };
};

/** A page does not outlive its main process in Electron, so it hears of no failure that the end has caused; it waits for ever instead. */
const unlessEnded = (main: MainProcess, error: unknown): Promise<never> =>
  main.hasEnded() ? new Promise(() => undefined) : Promise.reject(error);

/** Gives the page its files, its preload and its way to the main process, and asks the main process before it may go anywhere. */
const carryPage = async (page: Page, main: MainProcess, preload: string): Promise<void> => {
  const window = 0;
  const windows: NewWindows = { asked: 0 };
  const answerRoute = async (route: Route): Promise<void> => {
    const request = route.request();
    const url = toApp(request.url());
    const frame = request.isNavigationRequest() ? frameOf(request) : undefined;
    if (request.isNavigationRequest() && frame === undefined) {
      windows.asked += 1;
      await main.ask({ what: 'open-window', window, url });
      return route.abort('aborted');
    }
    const isFirst = frame !== undefined && !frame.url().startsWith('http') && frame === page.mainFrame();
    if (frame !== undefined && !isFirst) {
      const isMainFrame = frame === page.mainFrame();
      const mayGo = url === toApp(page.url()) || (await main.ask({ what: 'navigate', window, url, isMainFrame }));
      if (!mayGo) return route.abort('aborted');
    }
    if (!url.startsWith(appOrigin)) return route.abort('internetdisconnected');
    const { status, headers, body } = (await main.ask({ what: 'fetch', url, method: request.method() })) as FetchAnswer;
    return route.fulfill({ status, headers, body: Buffer.from(body) });
  };
  await page.context().route('**/*', (route) => answerRoute(route).catch((error) => unlessEnded(main, error)));
  const senderOf = (frame: { url(): string }) => ({ url: toApp(frame.url()), isMainFrame: frame === page.mainFrame() });
  await page.exposeBinding('doubleInvoke', ({ frame }, channel: string, values: readonly unknown[]) =>
    main
      .ask({ what: 'invoke', window, channel, values, sender: senderOf(frame) })
      .catch((error) => unlessEnded(main, error)),
  );
  await page.exposeBinding('doubleSend', async ({ frame }, channel: string, values: readonly unknown[]) => {
    await main.ask({ what: 'send', window, channel, values, sender: senderOf(frame) });
  });
  await page.addInitScript({ content: preloadScript(preload) });
  refuseWindows(page.context(), page, main, windows);
};

/** A new window has no frame yet when its first request is made. */
const frameOf = (request: PageRequest): Frame | undefined => {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
};

interface NewWindows {
  /** Windows whose address the main process has been asked about by their first request; each is yet to be seen. */
  asked: number;
}

/** No window is ever opened, and the main process is asked about each once, as Electron asks before it would be made. */
const refuseWindows = (context: BrowserContext, page: Page, main: MainProcess, windows: NewWindows): void => {
  context.on('page', async (opened) => {
    if (opened === page) return;
    if (windows.asked > 0) windows.asked -= 1;
    else await main.ask({ what: 'open-window', window: 0, url: toApp(opened.url()) });
    await opened.close();
  });
};

/** ArrayBuffers travel as bytes and become ArrayBuffers again in the page. */
const deliver = async (page: Page, channel: string, values: readonly unknown[]): Promise<void> => {
  const portable = values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
  await page.evaluate(
    ([name, carried]) =>
      (window as unknown as { doubleReceive(name: string, values: readonly unknown[]): void }).doubleReceive(
        name,
        carried,
      ),
    [channel, portable] as const,
  );
};
