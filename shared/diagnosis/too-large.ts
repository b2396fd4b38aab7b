import type { FlowView } from './look.ts';

/** The Lab's header, which stands in the first part of a message. */
const firstPartBytes = 32;

/** Bytes of the largest part that the sender of this flow makes; 0 when the scenario does not say. */
export function partBytes(flow: FlowView): number {
  const produce = flow.from.spec?.produce;
  if (produce === undefined) {
    return 0;
  }
  return produce.frames > 1 ? Math.ceil((produce.size - firstPartBytes) / (produce.frames - 1)) : produce.size;
}

/** Whether the receiver's ZMQ_MAXMSGSIZE is below what the sender makes. -1 is no limit; the limit is per part. */
export function tooLarge(flow: FlowView): boolean {
  const limit = flow.to.spec?.options.maxMessageSize;
  return typeof limit === 'number' && limit >= 0 && flow.info.transport !== 'inproc' && partBytes(flow) > limit;
}
