import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { within } from '../../../../../electron/engine/run/within.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('answers what the work answers, and leaves no timer', async () => {
  expect(await within(1000, Promise.resolve(7))).toBe(7);
  expect(vi.getTimerCount()).toBe(0);
});

it('goes on without work that is stuck', async () => {
  const waited = within(1000, new Promise<number>(() => undefined));
  await vi.advanceTimersByTimeAsync(1000);
  expect(await waited).toBeUndefined();
});

it('hands a failure on', async () => {
  await expect(within(1000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(vi.getTimerCount()).toBe(0);
});
