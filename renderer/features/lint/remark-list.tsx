import { Info, TriangleAlert, Wrench } from 'lucide-react';
import type { LintRemark } from '../../../shared/scenario/lint.ts';
import { useIsFixed, useModel } from '../../session/window-model.ts';
import './remark-list.css';

/** Remarks on one socket or link, each with what would mend it; one press applies it and can be taken back. */
export function RemarkList({ remarks }: { readonly remarks: readonly LintRemark[] }) {
  const { actions } = useModel();
  const fixed = useIsFixed();
  if (remarks.length === 0) return undefined;
  return (
    <section className="remarks" aria-label="Before it runs">
      {remarks.map((remark) => (
        <div key={`${remark.code} ${remark.path}`} className="remark" data-severity={remark.severity}>
          {remark.severity === 'warning' ? <TriangleAlert aria-hidden="true" /> : <Info aria-hidden="true" />}
          <p>
            <span className="remark-kind">{remark.severity}</span> {remark.sentence}
          </p>
          {remark.remedies
            .filter(({ set }) => Object.keys(set).length > 0)
            .map((remedy) => (
              <button
                key={remedy.sentence}
                type="button"
                className="button remark-fix"
                disabled={fixed}
                onClick={() => void actions.apply(remedy)}
              >
                <Wrench aria-hidden="true" />
                {remedy.sentence}
              </button>
            ))}
        </div>
      ))}
    </section>
  );
}
