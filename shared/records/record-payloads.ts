import { z } from '../scenario/zod.ts';
import { exportFormats, maxReceivedBytes, receivedPartBytes, replaySpeeds } from './records-view.ts';

/** A name of the host's own list, never a path: the host looks it up there. */
const fileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/\\\0]+$/);

export const oneRecording = z.strictObject({ name: fileName });

export const exportRequest = z.strictObject({ name: fileName, format: z.enum(exportFormats) });

export const receivedPart = z.strictObject({
  name: fileName,
  atByte: z.int().min(0).max(maxReceivedBytes),
  totalBytes: z.int().min(1).max(maxReceivedBytes),
  /** In base64. */
  data: z
    .string()
    .max(Math.ceil(receivedPartBytes / 3) * 4)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/),
});

export const replayChange = z.strictObject({
  playing: z.boolean().optional(),
  /** By the run's clock. */
  atMs: z.number().min(0).max(1e12).optional(),
  speed: z.literal(replaySpeeds).optional(),
});
