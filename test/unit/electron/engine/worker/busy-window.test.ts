import { describe, expect, it } from 'vitest';
import { createBusyWindow } from '../../../../../electron/engine/worker/busy-window.ts';

function loop() {
  const at = { active: 0, idle: 0 };
  const read = () => ({ ...at, utilization: 0 });
  const pass = (active: number, idle: number): void => {
    at.active += active;
    at.idle += idle;
  };
  return { read, pass };
}

describe('how busy a thread is', () => {
  it('is the share of the last half second, and not said before it is over', () => {
    const { read, pass } = loop();
    const window = createBusyWindow(read);
    pass(300, 100);
    expect(window.look(400)).toBeUndefined();
    pass(75, 25);
    expect(window.look(500)).toBe(0.75);
    pass(100, 400);
    expect(window.look(1000)).toBe(0.2);
  });

  it('is measured from the beginning of every run that the thread serves, however long the one before was', () => {
    const { read, pass } = loop();
    const window = createBusyWindow(read);
    pass(0, 60_000);
    expect(window.look(60_000)).toBe(0);
    pass(0, 5000);
    window.begin();
    pass(500, 0);
    expect(window.look(500)).toBe(1);
  });

  it('is nothing while the loop has not begun', () => {
    expect(createBusyWindow(loop().read).look(500)).toBe(0);
  });
});
