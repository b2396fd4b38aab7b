/**
 * The figures of one flow at one tick, in the order in which a frame carries them. All are float64.
 * Counters are cumulative since the run began; NaN means "not known on this machine or transport".
 */
export const flowFields = [
  'sent', // measured: accepted by the sending socket for this flow (without what a subscription filters)
  'delivered', // measured: received by the application
  'lostProven', // measured: gaps between sequence numbers
  'lostInferred', // inferred: not yet proven, but cannot be in any queue (lower bound)
  'lostEstimated', // estimated: best guess of all that is lost and not yet proven (>= lostInferred)
  'inFlight', // measured: sent - delivered - lostProven
  'queued', // estimated: inFlight - lostEstimated, what physically waits
  'missedBeforeJoin', // measured after the first message, estimated before
  'refused', // measured: EAGAIN and timeouts
  'blockedMs', // measured: time that the sender stood waiting
  'blockedShare', // measured: share of the last second that the sender stood waiting, 0 to 1
  'sendQueue', // estimated: messages in the sender's queue
  'sendQueueError', // +- messages
  'kernelSend', // measured bytes / wire size: messages in the kernel's send buffer
  'kernelReceive', // measured bytes / wire size: messages in the kernel's receive buffer
  'receiveQueue', // estimated: messages in the receiver's queue
  'receiveQueueError', // +- messages
  'sendMark', // the sender's high-water mark for this pipe now; 0 = unlimited
  'receiveMark', // the receiver's; 0 = unlimited
  'capacity', // estimated: marks + what the kernel holds; Infinity when a mark is 0
  'capacityError', // +- messages
  'sentPerSecond', // measured over the last second
  'deliveredPerSecond',
  'lostPerSecond', // proven + estimated, over the last second
  'latencyP50Ms', // measured over the last second; NaN when nothing arrived
  'latencyP99Ms',
  'latencyMaxMs',
  'provenUntilMs', // send time of the newest received message: everything sent before is settled
  'joined', // 1 once the receiving end hears the sender
  'wireBytes', // bytes of one message on the wire
  'state', // index into flowStates
] as const;
export type FlowField = (typeof flowFields)[number];
export type FlowFigures = Record<FlowField, number>;

/** The states of an edge, each with its own colour, shape and word in the window. */
export const flowStates = ['idle', 'flowing', 'filling', 'blocked', 'losing', 'disconnected', 'refused'] as const;
export type FlowState = (typeof flowStates)[number];

/** The figures of one socket at one tick; conventions as for flows. */
export const socketFields = [
  'offered', // measured: send attempts
  'accepted',
  'refused',
  'blockedMs',
  'received',
  'foreign', // measured: received messages that carry no Lab header
  'offeredPerSecond',
  'acceptedPerSecond',
  'receivedPerSecond',
  'refusedPerSecond',
  'blockedShare',
  'targetRate', // what the scenario asks of the producer now; 0 = as fast as it goes
  'busyShare', // measured: the thread's event-loop utilisation over the last second, 0 to 1
  'threadSockets', // how many sockets share that thread
  'peers', // measured: handshakes - disconnects (inproc: links)
  'open', // 1 while the socket exists
  'stalled', // 1 while the consumer is told not to read
  'requestsInFlight', // req and dealer: sent without an answer so far
  'roundTripP50Ms',
  'roundTripP99Ms',
  'timeouts', // measured: requests that were given up
  'state', // index into flowStates: the worst of its flows
] as const;
export type SocketField = (typeof socketFields)[number];
export type SocketFigures = Record<SocketField, number>;
