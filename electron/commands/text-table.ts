export interface Column<Row> {
  readonly title: string;
  /** Figures stand at the right, words at the left. */
  readonly align: 'left' | 'right';
  cell(row: Row): string;
}

/** Rows in aligned columns, two spaces apart, indented by two; no line ends in spaces. */
export const textTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => column.cell(row)))];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => cells[index]?.length ?? 0)));
  return lines.map((cells) => `  ${joinCells(cells, columns, widths)}`.trimEnd()).join('\n');
};

const joinCells = <Row>(cells: readonly string[], columns: readonly Column<Row>[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => {
      const width = widths[index] ?? 0;
      return columns[index]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
    })
    .join('  ');
