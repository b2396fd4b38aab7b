// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createChartView } from '../../../../../renderer/features/charts/chart-view.ts';
import { TimeCharts } from '../../../../../renderer/features/charts/time-charts.tsx';
import { stubLayout } from '../browser-stubs.ts';
import { createLiveByHand, session } from '../live-by-hand.ts';

stubLayout(1000, 400);
afterEach(cleanup);

const figures = (queued: number) => ({
  sent: 1000,
  delivered: 100,
  lostProven: 0,
  lostEstimated: 0,
  queued,
  capacity: 4_700,
  capacityError: 60,
  sendQueue: 300,
  kernelSend: 10,
  kernelReceive: 20,
  receiveQueue: 70,
  sentPerSecond: 4_999.6,
  deliveredPerSecond: 500,
  latencyP50Ms: 12,
  latencyP99Ms: 30,
  blockedShare: 0.25,
});

function setUp() {
  const view = createChartView();
  const hand = createLiveByHand();
  render(<TimeCharts live={hand.live} view={view} session={session} selectedFlow={0} changes={[]} />);
  let nowMs = 0;
  const show = (queued: number) => {
    nowMs += 1_000;
    hand.arrive({ atMs: nowMs, flows: [figures(queued)] });
    hand.paint(nowMs);
    hand.paint(nowMs + 100);
    hand.paint(nowMs + 300);
  };
  const pathOf = (series: string) =>
    document.querySelector(`path.chart-series-${series}[d]:not(.chart-swatch *)`)?.getAttribute('d');
  const label = (name: string) =>
    screen.getByText(name, { selector: '.chart-label-name' }).parentElement?.querySelector('.chart-label-value')
      ?.textContent;
  return { view, ...hand, show, pathOf, label };
}

describe('the time charts', () => {
  it('draw their lines from the frames, and name the figures at the right edge', () => {
    const { show, pathOf, label } = setUp();
    show(400);
    show(410);
    expect(pathOf('sent')).toMatch(/^M/);
    expect(pathOf('capacity')).toMatch(/^M/);
    expect(label('sent')).toBe('5,000/s');
    expect(label('capacity')).toBe('~4,700 \u00b160');
    expect(label('send queue')).toBe('~300');
    expect(label('kernel send')).toBe('10');
    expect(label('blocked')).toBe('25\u00a0%');
    expect(document.querySelector('.chart-total')?.textContent).toBe('~410');
  });

  it('grow the scale in steps, and say so', () => {
    const { show } = setUp();
    show(400);
    expect(screen.getByText('scale now to 5,000')).toBeDefined();
  });

  it('say the same in words, with exact values and how they are known', () => {
    const { show } = setUp();
    show(4_123);
    const depth = screen.getByRole('figure', { name: /Messages waiting, feed . slow/ });
    expect(depth.textContent).toContain('Messages waiting 4,123 (estimated): capacity 4,700 (estimated) \u00b160,');
    expect(depth.textContent).toContain('kernel send 10,');
  });

  it('read exact values of the past at the cursor, moved by keys', () => {
    const { show, paint, view } = setUp();
    show(400);
    show(4_567);
    show(10);
    const cursor = screen.getByRole('slider');
    cursor.focus();
    // Each step is 150 ms of the 30 s: six steps before 3.0 s is 2.1 s, the value of 2.0 s.
    for (let step = 0; step < 6; step += 1) fireEvent.keyDown(cursor, { key: 'ArrowLeft' });
    paint(3_400);
    expect(view.getState().cursor).toBeCloseTo(0.97);
    expect(document.querySelector('.chart-total')?.textContent).toBe('~4,567');
    expect(cursor.getAttribute('aria-valuetext')).toContain('Messages waiting 4,567 (estimated)');
    for (let step = 0; step < 7; step += 1) fireEvent.keyDown(cursor, { key: 'ArrowLeft' });
    paint(3_500);
    expect(document.querySelector('.chart-total')?.textContent).toBe('~400');
    fireEvent.keyDown(cursor, { key: 'Escape' });
    paint(3_700);
    expect(document.querySelector('.chart-total')?.textContent).toBe('~10');
  });

  it('pick out a part by dragging, and go back by double click or button', () => {
    const { show, view } = setUp();
    show(400);
    const cursor = screen.getByRole('slider').parentElement ?? expect.unreachable();
    cursor.setPointerCapture = () => undefined;
    const drag = (fromX: number, toX: number) => {
      fireEvent.pointerDown(cursor, { button: 0, clientX: fromX, pointerId: 1 });
      fireEvent.pointerMove(cursor, { clientX: toX, pointerId: 1 });
      fireEvent.pointerUp(cursor, { clientX: toX, pointerId: 1 });
    };
    drag(980, 990);
    const zoom = view.getState().zoom ?? expect.unreachable();
    expect(zoom.toMs - zoom.fromMs).toBeCloseTo(300, 0);
    fireEvent.doubleClick(cursor);
    expect(view.getState().zoom).toBeUndefined();
    drag(980, 990);
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(view.getState().zoom).toBeUndefined();
    drag(990, 980);
    fireEvent.click(screen.getByRole('button', { name: 'back to now' }));
    expect(view.getState().zoom).toBeUndefined();
    drag(500, 501);
    expect(view.getState().zoom).toBeUndefined();
  });

  it('show longer windows, with the choice marked', () => {
    const { view } = setUp();
    fireEvent.click(screen.getByRole('button', { name: '10 min' }));
    expect(view.getState().windowMs).toBe(600_000);
    expect(screen.getByRole('button', { name: '10 min' }).getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByText('-8 min')).toBeDefined();
  });

  it('leave the picture as it is while frozen, whatever is proven meanwhile', () => {
    const { live, show, pathOf, label, arrive, paint } = setUp();
    show(400);
    show(410);
    live.freeze(true);
    paint(3_500);
    const before = pathOf('sent');
    arrive({
      atMs: 3_000,
      flows: [figures(900)],
      repaints: [{ flow: 0, sentFromMs: 1_000, sentToMs: 2_000, count: 500 }],
    });
    live.loop.wake();
    paint(5_000);
    expect(label('lost, proven')).toBe('0/s');
    expect(pathOf('sent')).toBe(before);
    expect(document.querySelector('.chart-total')?.textContent).toBe('~410');
    live.freeze(false);
    arrive({ atMs: 3_400, flows: [figures(950)] });
    paint(6_000);
    paint(6_300);
    expect(document.querySelector('.chart-total')?.textContent).toBe('~950');
  });
});
