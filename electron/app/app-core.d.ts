import type { AppCore } from '../../shared/contract.ts';
export interface AppOptions {
  readonly host: 'desktop' | 'browser';
  readonly initial:
    | {
        readonly name: string;
      }
    | {
        readonly fileName: string;
        readonly text: string;
      };
  /** Starts the initial scenario without a click. */
  readonly autoStart: boolean;
}
/** The application behind a host: one scenario, at most one run, any number of windows that look at it. */
export declare function createAppCore(options: AppOptions): Promise<AppCore>;
