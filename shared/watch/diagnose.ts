import { type DirectionFigures, heldBytes, waitMs } from './direction-figures.ts';

/** What the kernel's figures say of one direction. `certainty` is that of the naming of the slow side. */
export type Diagnosis =
  | { readonly kind: 'flowing' }
  | { readonly kind: 'slow-reader'; readonly certainty: 'measured' | 'inferred'; readonly why: string }
  | { readonly kind: 'full-network' }
  | { readonly kind: 'full-network-and-slow-reader' }
  | { readonly kind: 'unanswered' };

/**
 * Tells a slow reader from a full network by where the bytes wait and by what the sender's kernel waits for
 * (rwnd_limited). The shares were chosen between the signatures measured for balanced, slow and full links; what is
 * merely busy for an instant, or queued for a few milliseconds at a high rate, is no fault.
 */
export const diagnose = (transport: 'tcp' | 'ipc', figures: DirectionFigures): Diagnosis => {
  if (figures.samples < minSamples || figures.spanMs < minSpanMs) return { kind: 'flowing' };
  return transport === 'ipc' ? diagnoseUnix(figures) : diagnoseTcp(figures);
};

/** Fewer looks than this, or a shorter time, prove nothing. */
const minSamples = 4;
const minSpanMs = 700;
/** A link that acknowledges nothing for this long is not merely slow. */
const minSilenceMs = 2000;

/** A unix socket shows neither a rate nor what the sender waits for: only bytes that were unread at every look count. */
const diagnoseUnix = (figures: DirectionFigures): Diagnosis => {
  const least = figures.receiveLeastBytes ?? 0;
  if (least > 0 && (figures.receiveHeldShare ?? 0) >= 0.95)
    return { kind: 'slow-reader', certainty: 'inferred', why: 'bytes lay unread in its socket at every look' };
  if (least > 0 && figures.receiveQueueBytes === least && figures.receiveGrowthBytes === 0)
    return { kind: 'slow-reader', certainty: 'inferred', why: 'the same bytes lay unread in its socket all the time' };
  return { kind: 'flowing' };
};

const diagnoseTcp = (figures: DirectionFigures): Diagnosis => {
  const readerLimited = figures.readerLimitedShare;
  const unreadHeld = figures.receiveHeldShare;
  const sendHeld = figures.sendHeldShare ?? 0;
  const sendWait = waitMs(figures.sendQueueBytes, figures.bytesPerSecond) ?? 0;
  const unreadWait = waitMs(figures.receiveQueueBytes, figures.bytesPerSecond);
  const networkShare = networkLimitedShare(figures) ?? 0;

  if (readerLimited !== undefined && readerLimited >= 0.5 && (unreadHeld ?? 1) >= 0.8) {
    const waits = sendWait + (unreadWait ?? 0);
    const pacedByBoth = readerLimited < 0.8 && networkShare >= 0.25 && sendHeld >= 0.8 && rttIsRaised(figures);
    if (pacedByBoth && waits >= 250) return { kind: 'full-network-and-slow-reader' };
    if (readerLimited >= 0.8 || waits >= 50)
      return {
        kind: 'slow-reader',
        certainty: unreadHeld === undefined ? 'inferred' : 'measured',
        why: 'its full receive buffer keeps the sender waiting',
      };
  }
  if (figures.bytesPerSecond === 0 && sendHeld === 1 && readerLimited !== undefined && readerLimited < 0.2)
    return figures.spanMs >= minSilenceMs ? { kind: 'unanswered' } : { kind: 'flowing' };
  if (sendHeld >= 0.8 && sendWait >= 50 && (unreadHeld ?? 0) <= 0.3 && pacedByNetwork(figures, networkShare))
    return { kind: 'full-network' };
  return diagnoseUnread(figures, unreadHeld, unreadWait);
};

/**
 * Not by the reader. Where segments are large and the reader's buffer is small (64 KiB against 177 KiB on loopback), a
 * window with room left can still be too small for the next segment: the kernel then counts the time as rwnd_limited
 * although the reader takes every byte at once. Its empty buffer and a round trip that the queue on the way has raised
 * tell the truth.
 */
const pacedByNetwork = (figures: DirectionFigures, networkShare: number): boolean => {
  const readerLimited = figures.readerLimitedShare;
  if (readerLimited === undefined || (figures.busyShare ?? 0) < 0.9) return false;
  if (readerLimited < 0.2) return networkShare >= 0.7;
  return figures.receiveHeldShare !== undefined && figures.receiveHeldShare <= 0.1 && rttIsRaised(figures);
};

/** Before the buffer is full, or where the sender's side cannot be seen: what lies unread is all there is to go by. */
const diagnoseUnread = (
  figures: DirectionFigures,
  unreadHeld: number | undefined,
  unreadWait: number | undefined,
): Diagnosis => {
  const least = figures.receiveLeastBytes ?? 0;
  if (least > 0 && figures.bytesPerSecond === 0)
    return { kind: 'slow-reader', certainty: 'inferred', why: 'it read nothing, and unread bytes wait for it' };
  if (least >= heldBytes && unreadWait !== undefined && unreadWait >= 250)
    return { kind: 'slow-reader', certainty: 'inferred', why: 'its receive buffer was never empty' };
  const grown = figures.receiveGrowthBytes ?? 0;
  const stays = figures.movedBytes !== undefined && grown >= figures.movedBytes / 2;
  if ((figures.receiveRecentLeastBytes ?? 0) >= 2 * heldBytes && grown >= 2 * heldBytes && stays)
    return { kind: 'slow-reader', certainty: 'inferred', why: 'most of what arrives stays unread' };
  const bothHeld = unreadHeld === 1 && figures.sendHeldShare === 1;
  if (bothHeld && figures.readerLimitedShare === undefined && figures.bytesPerSecond === undefined)
    return { kind: 'slow-reader', certainty: 'inferred', why: 'both kernel buffers stood filled at every look' };
  return { kind: 'flowing' };
};

/** Time with bytes under way in which neither the reader nor our own buffer set the pace. */
export const networkLimitedShare = (figures: DirectionFigures): number | undefined =>
  figures.busyShare === undefined
    ? undefined
    : Math.max(0, figures.busyShare - (figures.readerLimitedShare ?? 0) - (figures.bufferLimitedShare ?? 0));

const rttIsRaised = (figures: DirectionFigures): boolean =>
  (figures.rttMs ?? 0) >= 5 && (figures.rttMs ?? 0) >= 2 * (figures.minRttMs ?? 0);
