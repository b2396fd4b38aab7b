import { type Figure, writeQuantity } from '../../../shared/lessons/figure.ts';

interface RunFiguresProps {
  readonly label: string;
  /** One list for each run, alike in their labels. */
  readonly runs: readonly { readonly title: string; readonly figures: readonly Figure[] }[];
}

/** The figures of one run, or of two side by side. */
export function RunFigures({ label, runs }: RunFiguresProps) {
  const rows = runs[0]?.figures ?? [];
  return (
    <table className="run-figures" aria-label={label}>
      {runs.length > 1 && (
        <thead>
          <tr>
            <td />
            {runs.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {rows.map((row, at) => (
          <tr key={row.label}>
            <th scope="row">{row.label}</th>
            {runs.map(({ title, figures }) => (
              <FigureCell key={title} figure={figures[at] ?? row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ComparisonProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly figures: readonly Figure[] }[];
}

/** Several lines of one run, one in each row. */
export function Comparison({ label, columns, rows }: ComparisonProps) {
  return (
    <table className="run-figures" aria-label={label}>
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label: row, figures }) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {figures.map((figure, at) => (
              <FigureCell key={columns[at]} figure={figure} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The row's label says what is counted, so a count stands alone. */
function FigureCell({ figure: { value, unit, certainty } }: { readonly figure: Figure }) {
  const known = value !== undefined && !Number.isNaN(value);
  const text = known ? writeQuantity(value, unit === 'messages' ? 'count' : unit) : '\u2013';
  return (
    <td className={`figure certainty-${certainty}`} title={certainty === 'estimated' ? 'estimated' : undefined}>
      {certainty === 'estimated' && known ? `~${text}` : text}
    </td>
  );
}
