import { Hint } from '../../ui/icon-button.tsx';

export interface FigureRow {
  readonly label: string;
  readonly meaning: string;
  readonly values: readonly string[];
  /** It follows from what was measured, by a rule. */
  readonly inferred?: boolean;
}

interface FigureTableProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly FigureRow[];
}

/** Figures side by side; what each means is said on hover and focus. */
export function FigureTable({ label, columns, rows }: FigureTableProps) {
  return (
    <table className="pair-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">
            <span className="for-screen-readers">Figure</span>
          </th>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label: row, meaning, values, inferred = false }) => (
          <tr key={row}>
            <th scope="row">
              <Hint side="left" text={`${meaning} ${inferred ? 'Inferred.' : 'Measured.'}`}>
                <button type="button" className={inferred ? 'plain-hint inferred' : 'plain-hint'}>
                  {row}
                </button>
              </Hint>
            </th>
            {values.map((value, at) => (
              <td key={columns[at]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
