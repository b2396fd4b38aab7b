/**
 * The kernel's buffers kept small on both sides. Left to themselves some hold two megabytes and some thirty, growing while a
 * run goes on, so that what a mark does would depend on the machine. Only lessons about these buffers leave them alone.
 */
export const smallSendBuffer = { sendBufferSize: 65_536 } as const;
export const smallReceiveBuffer = { receiveBufferSize: 65_536 } as const;
