/** Two feeds alike, to two subscribers that differ in their mark only; one run shows both. */
export const twinFeeds = {
  sockets: [
    { id: 'feed-a', type: 'pub', produce: { rate: 5000, size: 1024, topic: 'prices' } },
    { id: 'feed-b', type: 'pub', produce: { rate: 5000, size: 1024, topic: 'prices' } },
    {
      id: 'small',
      type: 'sub',
      subscribe: ['prices'],
      options: { receiveHighWaterMark: 1000 },
      consume: { serviceMs: 2 },
    },
    {
      id: 'large',
      type: 'sub',
      subscribe: ['prices'],
      options: { receiveHighWaterMark: 10_000 },
      consume: { serviceMs: 2 },
    },
  ],
  links: [
    { from: 'feed-a', to: 'small' },
    { from: 'feed-b', to: 'large' },
  ],
} as const;
