import { median } from '../support/percentiles.ts';
import type { Table } from '../support/table.ts';

/** How long one edit took to go live, in milliseconds. */
export interface Edit {
  /** As `npm run dev` reports: the first two run concurrently. */
  readonly bundled: number;
  readonly checked: number;
  readonly replaced: number;
  /** From the edit until `npm run dev` has reported it live. */
  readonly live: number;
  /** From the edit until a ride has been answered with it. */
  readonly answered: number;
}

/** The message of `npm run dev` when an edit is live: "… bundled in 300, types checked in 200, replaced in 100." */
export function stepsIn(said: string): Pick<Edit, 'bundled' | 'checked' | 'replaced'> {
  const found = /Reloaded .*: bundled in (\d+), types checked in (\d+), replaced in (\d+)\./.exec(said);
  if (found === null) throw new Error(`No durations found in this output:\n${said}`);
  const [bundled = 0, checked = 0, replaced = 0] = found.slice(1).map(Number);
  return { bundled, checked, replaced };
}

const rows: readonly (readonly [what: string, of: keyof Edit])[] = [
  ['bundled', 'bundled'],
  ['types checked, meanwhile', 'checked'],
  ['replaced', 'replaced'],
  ['from the edit until it is live', 'live'],
  ['from the edit until the next fare has it', 'answered'],
];

/** The first edit by itself, and all of them, including the first. */
export function editsTable(edits: readonly Edit[]): Table {
  return {
    title: `An edit of core/tariffs.ts, ${edits.length} times, in ms`,
    columns: ['', 'first', 'median', 'worst'],
    rows: rows.map(([what, of]) => {
      const values = edits.map((edit) => Math.round(edit[of]));
      return [what, values[0] ?? Number.NaN, median(values), Math.max(...values)];
    }),
  };
}
