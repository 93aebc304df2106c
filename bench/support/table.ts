/** A Markdown table. Numbers are right-aligned. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = string | number;

/** Renders a table with padded columns, so that it is readable in a terminal, too. */
export function markdownOf({ title, columns, rows }: Table): string {
  const cells = [columns, ...rows.map((row) => row.map(textOf))];
  const widths = columns.map((_, index) => Math.max(3, ...cells.map((row) => (row[index] ?? '').length)));
  const isNumber = columns.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  const line = (row: readonly string[]) => `| ${row.map((text, index) => pad(text, index)).join(' | ')} |`;
  const pad = (text: string, index: number) =>
    isNumber[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  const rule = widths.map((width, index) => (isNumber[index] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [`**${title}**`, '', line(columns), line(rule), ...cells.slice(1).map(line)].join('\n');
}

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : shownNumber(cell));

/** With about three significant digits. */
export function shownNumber(cell: number): string {
  if (!Number.isFinite(cell)) return '–';
  return Number.isInteger(cell) || Math.abs(cell) >= 100 ? cell.toFixed(0) : cell.toFixed(Math.abs(cell) < 10 ? 2 : 1);
}
