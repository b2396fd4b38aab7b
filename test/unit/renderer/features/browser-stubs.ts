import { afterEach, beforeEach, vi } from 'vitest';

/** happy-dom lays nothing out: every element is as large as the test says, and animation frames come when the test paints. */
export function stubLayout(width: number, height: number): void {
  const names = ['clientWidth', 'offsetWidth', 'clientHeight', 'offsetHeight'] as const;
  beforeEach(() => {
    for (const name of names) {
      Object.defineProperty(HTMLElement.prototype, name, {
        configurable: true,
        get: () => (name.endsWith('Width') ? width : height),
      });
    }
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(() => new DOMRect(0, 0, width, height));
    vi.stubGlobal('ResizeObserver', ReportingObserver);
  });
  afterEach(() => {
    for (const name of names) Reflect.deleteProperty(HTMLElement.prototype, name);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}

/** Tells the size once, as a real one does when it begins to observe. */
class ReportingObserver {
  readonly #report: ResizeObserverCallback;
  constructor(report: ResizeObserverCallback) {
    this.#report = report;
  }
  observe(): void {
    this.#report([], this as unknown as ResizeObserver);
  }
  unobserve(): void {}
  disconnect(): void {}
}
