/** A preload script's body as a function of the CommonJS names it may use. */
type Preload = (require: (name: string) => unknown, module: object, exports: object) => void;

/** The script that runs in the page before its own: it cannot be made from text inside the page, whose policy forbids that. */
export const preloadScript = (preload: string): string =>
  `(${installPreload.toString()})(function (require, module, exports) {${preload}\n});`;

/** Gives the preload what Electron gives it: `ipcRenderer`, carried by the driver's bindings, and `contextBridge`. Self-contained, since it runs in the page. */
const installPreload = (preload: Preload): void => {
  if (window.top !== window) return;
  type Listener = (event: object, ...values: readonly unknown[]) => void;
  const page = window as unknown as {
    doubleInvoke(channel: string, values: readonly unknown[]): Promise<unknown>;
    doubleSend(channel: string, values: readonly unknown[]): Promise<void>;
    doubleReceive(channel: string, values: readonly unknown[]): void;
  };
  const { doubleInvoke, doubleSend } = page;
  const listeners = new Map<string, Set<Listener>>();
  const electron = {
    ipcRenderer: {
      invoke: (channel: string, ...values: readonly unknown[]) => doubleInvoke(channel, structuredClone(values)),
      send: (channel: string, ...values: readonly unknown[]) => {
        // Nobody waits for what was sent; in Electron it cannot fail either.
        doubleSend(channel, structuredClone(values)).catch(() => undefined);
      },
      on: (channel: string, listener: Listener) => {
        listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      },
    },
    contextBridge: {
      exposeInMainWorld: (name: string, api: object) => {
        Object.defineProperty(window, name, { value: Object.freeze({ ...api }), enumerable: true });
      },
    },
  };
  page.doubleReceive = (channel, values) => {
    const heard = listeners.get(channel);
    for (const listener of heard ?? []) {
      listener({}, ...values.map((value) => (value instanceof Uint8Array ? value.slice().buffer : value)));
    }
  };
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`a sandboxed preload cannot require ${name}`);
    return electron;
  };
  preload(require, { exports: {} }, {});
};
