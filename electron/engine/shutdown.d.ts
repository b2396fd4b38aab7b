export declare function beforeExit(close: () => Promise<void>): () => void;
/**
 * The only way out of the process: `process.exit` while threads are inside zeromq.js aborts it. Ends what runs, waits
 * until sockets are closed and threads are quiet, then leaves.
 */
export declare function exitSafely(code: number): Promise<never>;
