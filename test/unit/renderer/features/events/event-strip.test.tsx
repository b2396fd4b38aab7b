// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createChartView } from '../../../../../renderer/features/charts/chart-view.ts';
import { EventStrip } from '../../../../../renderer/features/events/event-strip.tsx';
import type { EventReport } from '../../../../../shared/report/report.ts';
import { stubLayout } from '../browser-stubs.ts';
import { createLiveByHand } from '../live-by-hand.ts';

stubLayout(800, 192);
afterEach(cleanup);

const events: EventReport[] = Array.from({ length: 500 }, (_, at) => ({
  atMs: at * 20,
  socket: 'feed',
  event: at === 499 ? 'disconnect' : 'accept',
  endpoint: 'tcp://127.0.0.1:5555',
  detail: '',
}));

function setUp(shown: readonly EventReport[] = events) {
  const view = createChartView();
  const hand = createLiveByHand();
  render(<EventStrip live={hand.live} view={view} events={shown} omitted={3} />);
  hand.arrive({ atMs: 10_000 });
  hand.paint(0);
  hand.paint(100);
  return { view, ...hand };
}

describe('the event strip', () => {
  it('draws marks of different shapes with words, and a title each', () => {
    setUp();
    const marks = document.querySelectorAll('.event-mark');
    expect(marks.length).toBeGreaterThan(20);
    expect(marks.length).toBeLessThan(200);
    expect(document.querySelector('.event-bad title')?.textContent).toContain('feed disconnected');
  });

  it('opens as a list that renders only what is seen, newest first, and closes with Escape', () => {
    setUp();
    const opener = screen.getByRole('button', { name: '503 events' });
    fireEvent.click(opener);
    const list = screen.getByRole('listbox');
    expect(document.activeElement).toBe(list);
    const options = screen.getAllByRole('option');
    expect(options.length).toBeLessThan(40);
    expect(options[0]?.getAttribute('aria-label')).toContain('disconnected');
    expect(options[0]?.getAttribute('aria-setsize')).toBe('500');
    expect(screen.getByText(/3 older events are no longer held/)).toBeDefined();
    fireEvent.keyDown(list, { key: 'Escape' });
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('goes through the list with the arrows and shows a moment in the charts with Enter', () => {
    const { view } = setUp();
    fireEvent.click(screen.getByRole('button', { name: '503 events' }));
    const list = screen.getByRole('listbox');
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    const active = screen.getAllByRole('option').find((option) => option.getAttribute('aria-selected') === 'true');
    expect(active?.id).toBe(list.getAttribute('aria-activedescendant'));
    fireEvent.keyDown(list, { key: 'Enter' });
    expect(view.getState().zoom).toEqual({ fromMs: 497 * 20 - 2_000, toMs: 497 * 20 + 2_000 });
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('says that there is nothing yet', () => {
    const view = createChartView();
    render(<EventStrip live={createLiveByHand().live} view={view} events={[]} omitted={0} />);
    fireEvent.click(screen.getByRole('button', { name: 'no events yet' }));
    expect(screen.getByText('The sockets have not told anything yet.')).toBeDefined();
  });
});
