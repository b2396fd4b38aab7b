// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LedgerPanel } from '../../../../../renderer/features/ledger/ledger-panel.tsx';
import { createLiveByHand, session } from '../live-by-hand.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const figures = {
  sent: 1_234,
  delivered: 1_000,
  lostProven: 34,
  lostEstimated: 0,
  lostInferred: 0,
  queued: 200,
  refused: 0,
};
const figureOf = (label: string) => screen.getByText(label).closest('tr')?.querySelector('.live-number')?.textContent;

describe('the ledger panel', () => {
  it('shows the sum of the selected flow, exactly and with its certainty', () => {
    const { live, arrive, paint } = createLiveByHand();
    render(<LedgerPanel live={live} session={session} selectedFlow={0} />);
    arrive({ atMs: 500, flows: [figures] });
    paint(200);
    expect(figureOf('sent')).toBe('1,234');
    expect(figureOf('lost, proven')).toBe('34');
    expect(figureOf('queued')).toBe('~200');
    expect(screen.getByText('sent').closest('tr')?.textContent).toContain('measured');
    expect(screen.getByRole('region', { name: /Ledger of feed . slow/ })).toBeDefined();
  });

  it('is copied as text, and says when that was not allowed or nothing is there', async () => {
    const { live, arrive, paint } = createLiveByHand();
    render(<LedgerPanel live={live} session={session} selectedFlow={undefined} />);
    const button = screen.getByRole('button', { name: 'Copy' });
    fireEvent.click(button);
    await waitFor(() => expect(button.textContent).toBe('Nothing yet'));
    arrive({ atMs: 500, flows: [figures] });
    paint(200);
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValueOnce();
    fireEvent.click(button);
    await waitFor(() => expect(button.textContent).toBe('Copied'));
    expect(write.mock.calls[0]?.[0]).toContain('sent                          1,234  measured');
    write.mockRejectedValueOnce(new Error('denied'));
    fireEvent.click(button);
    await waitFor(() => expect(button.textContent).toBe('Not allowed'));
  });

  it('says what to do when there is no flow', () => {
    const { live } = createLiveByHand();
    render(<LedgerPanel live={live} session={{ ...session, flows: [] }} selectedFlow={undefined} />);
    expect(screen.getByText('Select a link to see where its messages are.')).toBeDefined();
  });
});
