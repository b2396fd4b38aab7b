import { smallReceiveBuffer, smallSendBuffer } from './kernel-buffers.ts';

const feed = (id: string) => ({
  id,
  type: 'pub',
  options: smallSendBuffer,
  produce: { rate: 5000, size: 1024, topic: 'prices' },
});

const reader = (id: string, receiveHighWaterMark: number) => ({
  id,
  type: 'sub',
  subscribe: ['prices'],
  options: { receiveHighWaterMark, ...smallReceiveBuffer },
  consume: { serviceMs: 2 },
});

/** Two feeds alike, to two subscribers that differ in their mark only; one run shows both. */
export const twinFeeds = (largeMark: number) => ({
  sockets: [feed('feed-a'), feed('feed-b'), reader('small', 1000), reader('large', largeMark)],
  links: [
    { from: 'feed-a', to: 'small' },
    { from: 'feed-b', to: 'large' },
  ],
});
