import { median } from '../support/percentiles.ts';
import type { Table } from '../support/table.ts';

/** How long one edit took to go live, in milliseconds. */
export interface Edit {
  /** As `npm run dev` reports: the two run concurrently. */
  readonly bundled: number;
  readonly checked: number;
  /** From the edit until `npm run dev` has reported it live. */
  readonly live: number;
  /** From the edit until a ride that was requested then has been answered. */
  readonly answered: number;
}

/** The message of `npm run dev` when an edit is live: "… bundled in 300, types checked in 200." */
export function stepsIn(said: string): Pick<Edit, 'bundled' | 'checked'> {
  const found = /Reloaded .*: bundled in (\d+), types checked in (\d+)\./.exec(said);
  if (found === null) throw new Error(`No durations found in this output:\n${said}`);
  const [bundled = 0, checked = 0] = found.slice(1).map(Number);
  return { bundled, checked };
}

const rows: readonly (readonly [what: string, of: keyof Edit])[] = [
  ['bundled', 'bundled'],
  ['types checked, meanwhile', 'checked'],
  ['from the edit until it is live', 'live'],
  ['from the edit until the next ride is answered', 'answered'],
];

/** The edits of a file: the first one by itself, and all of them, including the first. */
export function editsTable(file: string, edits: readonly Edit[]): Table {
  return {
    title: `An edit of ${file}, ${edits.length} times, in ms`,
    columns: ['', 'first', 'median', 'worst'],
    rows: rows.map(([what, of]) => {
      const values = edits.map((edit) => Math.round(edit[of]));
      return [what, values[0] ?? Number.NaN, median(values), Math.max(...values)];
    }),
  };
}
