import { act } from '@testing-library/react';
import { createLive, type Live } from '../../../../renderer/live/live.ts';
import type { SessionView } from '../../../../shared/contract.ts';
import { frameBuffer } from '../live/frames.ts';

export interface LiveByHand {
  readonly live: Live;
  /** A frame arrives. */
  arrive(frame: Parameters<typeof frameBuffer>[0]): void;
  /** One animation frame. */
  paint(nowMs: number): void;
}

/** The live side with the test as host and as screen. */
export function createLiveByHand(): LiveByHand {
  let listener: (frame: ArrayBuffer, acknowledge: () => void) => void = () => undefined;
  let frames: ((nowMs: number) => void)[] = [];
  const live = createLive(
    {
      onFrame: (newListener) => {
        listener = newListener;
        return () => undefined;
      },
    },
    {
      schedule: { frame: (callback) => frames.push(callback), after: () => () => undefined },
      reportError: (error) => {
        throw error;
      },
    },
  );
  return {
    live,
    arrive: (frame) => listener(frameBuffer(frame), () => undefined),
    paint: (nowMs) =>
      act(() => {
        const due = frames;
        frames = [];
        for (const callback of due) callback(nowMs);
      }),
  };
}

export const session: SessionView = {
  runId: 1,
  phase: 'running',
  source: 'test',
  scenario: {
    highwater: 1,
    name: 'Test',
    description: '',
    seconds: 10,
    sockets: [],
    links: [],
    steps: [],
    proxies: [],
    keyPairs: {},
    zap: undefined,
  },
  flows: [
    {
      id: 'feed-slow',
      from: 'feed',
      to: 'slow',
      link: 'feed-slow',
      transport: 'tcp',
      fromType: 'pub',
      toType: 'sub',
      direction: 'forward',
      endpoint: 'tcp://127.0.0.1:5555',
    },
  ],
  sockets: [],
  relayed: [],
  problem: undefined,
};
