type Go = (atMs: number) => Promise<void>;

/** While the time line is dragged it makes hundreds of moments; the host is asked for the newest one, one at a time. */
export interface Seeker {
  seek(atMs: number): void;
  /** What was asked for and has not been answered; undefined when all is. */
  wanted(): number | undefined;
}

export function createSeeker(go: Go): Seeker {
  let waiting: number | undefined;
  let underWay: number | undefined;

  const next = async (): Promise<void> => {
    while (waiting !== undefined) {
      underWay = waiting;
      waiting = undefined;
      await go(underWay);
    }
    underWay = undefined;
  };
  return {
    seek: (atMs) => {
      waiting = atMs;
      if (underWay === undefined) void next();
    },
    wanted: () => waiting ?? underWay,
  };
}
