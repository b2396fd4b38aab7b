/** The built worker stands beside the bundle; under a test runner the sources use the build's. */
export declare function workerFile(): string;
