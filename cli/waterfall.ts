import type { BranchView, RideView } from '../core/ride-view.ts';

const barWidth = 50;

/** Draws rides as waterfalls for a terminal, all to one scale: a bar per branch, from its start to its end. */
export function waterfalls(rides: readonly RideView[]): string {
  const longestMs = Math.max(1, ...rides.map(spanMs));
  return rides.map((ride) => waterfall(ride, barWidth / longestMs)).join('\n\n');
}

function waterfall(ride: RideView, charactersPerMs: number): string {
  const { totalMs } = ride.timing;
  const heading = `${ride.flow} ride: ${ride.status}${totalMs === null ? '' : ` after ${totalMs} ms`}`;
  const nameWidth = Math.max(...Object.keys(ride.branches).map((name) => name.length));
  const rows = Object.entries(ride.branches).map(
    ([name, branch]) => `  ${name.padEnd(nameWidth)}  ${bar(ride, branch, charactersPerMs)}  ${label(branch)}`,
  );
  return [heading, ...rows, ...reasonsOf(ride), summary(ride)].join('\n');
}

function bar(ride: RideView, { startedAt, durationMs }: BranchView, charactersPerMs: number): string {
  if (startedAt === null || durationMs === null) return '·'.repeat(barWidth);
  const start = Math.round(sinceRequest(ride, startedAt) * charactersPerMs);
  const length = Math.max(1, Math.round(durationMs * charactersPerMs));
  return `${' '.repeat(start)}${'█'.repeat(length)}`.padEnd(barWidth).slice(0, barWidth);
}

function label({ status, durationMs, attempt, late }: BranchView): string {
  const duration = durationMs === null ? '' : `${durationMs} ms`.padStart(7);
  const notes = [status === 'ok' ? '' : status, (attempt ?? 1) > 1 ? `attempt ${attempt}` : '', late ? 'late' : ''];
  return [duration, ...notes.filter(Boolean)].join(' ').trimEnd();
}

const reasonsOf = ({ reasons }: RideView): string[] =>
  reasons.map(({ branch, code, message }) => `  ${branch}: ${code} (${message})`);

function summary({ timing }: RideView): string {
  const { totalMs, slowestMs, sequentialMs, overheadMs, savedMs, slowestBranch } = timing;
  if (totalMs === null) return '  not decided yet';
  if (slowestMs === null) return `  total ${totalMs} ms; it ended before all branches had answered`;
  return `  total ${totalMs} ms = slowest ${slowestMs} ms (${slowestBranch}) + ${overheadMs} ms; sum ${sequentialMs} ms, ${
    (savedMs ?? 0) >= 0 ? `saved ${savedMs} ms` : `lost ${-(savedMs ?? 0)} ms`
  }`;
}

/** Not before the request, whatever the clocks of two machines say. */
const sinceRequest = (ride: RideView, moment: string): number =>
  Math.max(0, Date.parse(moment) - Date.parse(ride.requestedAt));

/** From the request to the last thing known of a ride. */
function spanMs(ride: RideView): number {
  const ends = Object.values(ride.branches).flatMap(({ finishedAt }) => (finishedAt ? [finishedAt] : []));
  return Math.max(ride.timing.totalMs ?? 0, ...ends.map((end) => sinceRequest(ride, end)));
}
