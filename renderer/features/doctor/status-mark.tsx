import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react';
import type { ComponentType } from 'react';
import type { CheckStatus } from '../../../shared/doctor/doctor-report.ts';

const shapes: Readonly<Record<CheckStatus, ComponentType<{ 'aria-hidden': 'true' }>>> = {
  ok: CircleCheck,
  warning: TriangleAlert,
  failing: CircleX,
  unknown: CircleDashed,
};

/** A status in colour, shape and word. */
export function StatusMark({ status }: { readonly status: CheckStatus }) {
  const Shape = shapes[status];
  return (
    <span className="status-mark" data-status={status}>
      <Shape aria-hidden="true" />
      {status}
    </span>
  );
}
