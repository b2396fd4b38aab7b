import type { LabSocket } from './open-socket.ts';

/** libzmq's low mark (pipe.cpp): a reader gives credit back at each multiple of it, counted since the connection began. */
const lowMark = (mark: number): number => Math.floor((mark + 1) / 2);
/** So many messages before the multiple: a subscriber may have read one ahead. */
const ahead = 4;

/**
 * Raises the high-water mark of a receiving socket at a moment when that cannot freeze the connection. A full pipe waits
 * for the reader's next credit; with a new mark that comes at a multiple of a new low mark, which may lie behind the last
 * message in the pipe. So the mark is set when the next multiple is only a few messages away.
 */
export interface MarkRaiser {
  raise(mark: number): void;
  /** A message was read. */
  read(): void;
  /** Nothing came for a while: the pipe is empty, so any moment will do. */
  idle(): void;
  /** A new connection: its count begins anew. */
  connected(): void;
}

export function createMarkRaiser(socket: LabSocket): MarkRaiser {
  let count = 0;
  let wanted: number | undefined;
  const set = (): void => {
    if (wanted !== undefined && !socket.closed) Object.assign(socket, { receiveHighWaterMark: wanted });
    wanted = undefined;
  };
  return {
    raise(mark) {
      wanted = mark;
      if (lowMark(mark) <= ahead) set();
    },
    read() {
      count += 1;
      if (wanted === undefined) return;
      const low = lowMark(wanted);
      if (count % low === low - ahead) set();
    },
    idle: set,
    connected() {
      count = 0;
    },
  };
}
