import type { ChaosReport } from './run-chaos.ts';
import { Tally } from './tally.ts';

/** A run in one line. */
export function summaryOf({ seed, accepted, ended, deadLetters, events, seconds, violations }: ChaosReport): string {
  const states = ended.entries().map(([state, count]) => `${count} ${state}`);
  const verdict = violations.length === 0 ? 'all invariants hold' : `${violations.length} VIOLATIONS`;
  return (
    `seed ${seed}: ${accepted} rides accepted (${states.join(', ')}), ${events} events, ` +
    `${deadLetters.total} dead letters redriven, ${Math.round(seconds)} s: ${verdict}`
  );
}

/** What was looked at for each invariant, one line each. */
export const examinedLines = ({ examined }: ChaosReport): string =>
  examined.map(({ invariant, objects }) => `  ${invariant}: ${objects} examined`).join('\n');

/** What was injected in all of these runs, and what came of it, as a table in Markdown. */
export function tableOf(reports: readonly ChaosReport[]): string {
  const sum = (of: (report: ChaosReport) => Tally) => {
    const total = new Tally();
    for (const report of reports) for (const [kind, count] of of(report).entries()) total.add(kind, count);
    return total.entries();
  };
  const accepted = reports.reduce((rides, report) => rides + report.accepted, 0);
  const rows: (readonly [string, string | number])[] = [
    ['**injected**', ''],
    ...sum(({ injected }) => injected),
    ['**survived**', ''],
    ['rides accepted', accepted],
    ...sum(({ ended }) => ended).map(([state, count]) => [`of all rides: ${state}`, count] as const),
    ...sum(({ examined }) => examinedTally(examined)),
    ['violations of what must hold', violationsIn(reports)],
    ['leases left to end by time', reports.reduce((sum, { leasesLeft }) => sum + leasesLeft, 0)],
    ...sum(({ deadLetters }) => deadLetters).map(
      ([queue, count]) => [`dead letters redriven: ${queue}`, count] as const,
    ),
  ];
  return aligned([['what', 'times'], ...rows.map(([what, times]) => [what, String(times)] as [string, string])]);
}

function examinedTally(examined: ChaosReport['examined']): Tally {
  const tally = new Tally();
  for (const { invariant, objects } of examined) tally.add(`examined: ${invariant}`, objects);
  return tally;
}

const violationsIn = (reports: readonly ChaosReport[]): number =>
  reports.reduce((sum, { violations }) => sum + violations.length, 0);

function aligned([head, ...rows]: [[string, string], ...[string, string][]]): string {
  const width = Math.max(...[head, ...rows].map(([what]) => what.length));
  const line = ([what, times]: readonly [string, string]) => `| ${what.padEnd(width)} | ${times.padStart(7)} |`;
  return [line(head), `| ${'-'.repeat(width)} | ------: |`, ...rows.map(line)].join('\n');
}
