import type { Branch, Ride } from '../client/index.ts';
import { type Paint, plain, toneOf } from './paint.ts';

const barWidth = 50;

/** What of a ride is drawn. */
export type DrawnRide = Pick<Ride, 'flow' | 'status' | 'branches' | 'reasons' | 'timing' | 'requestedAt'>;

/** Draws rides as waterfalls for a terminal, all to one scale: a bar per branch, from its start to its end. */
export function waterfalls(rides: readonly DrawnRide[], paint = plain): string {
  const longestMs = Math.max(1, ...rides.map(spanMs));
  return rides.map((ride) => waterfall(ride, barWidth / longestMs, paint)).join('\n\n');
}

/**
 * Draws a ride that is still going on, `elapsedMs` after its request: what has not answered grows as time goes by. The
 * scale doubles now and then, so that bars keep their length from one picture to the next.
 */
export function growingWaterfall(ride: DrawnRide, elapsedMs: number, paint = plain): string {
  const shownMs = Math.max(elapsedMs, spanMs(ride));
  const scaleMs = 500 * 2 ** Math.max(0, Math.ceil(Math.log2(shownMs / 500)));
  const waiting = '░'.repeat(Math.max(1, Math.round((elapsedMs / scaleMs) * barWidth)));
  const answered = Object.values(ride.branches).filter(({ status }) => status !== 'pending').length;
  return [
    `${ride.flow} ride: ${ride.status}, ${seconds(elapsedMs)} so far`,
    ...rowsOf(ride, barWidth / scaleMs, waiting, paint),
    `  ${answered} of ${Object.keys(ride.branches).length} branches have answered`,
  ].join('\n');
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function waterfall(ride: DrawnRide, charactersPerMs: number, paint: Paint): string {
  const { totalMs } = ride.timing;
  const heading = `${ride.flow} ride: ${paint(toneOf(ride.status), ride.status)}${totalMs === null ? '' : ` after ${totalMs} ms`}`;
  const rows = rowsOf(ride, charactersPerMs, '·'.repeat(barWidth), paint);
  return [heading, ...rows, ...reasonsOf(ride), summary(ride)].join('\n');
}

function rowsOf(ride: DrawnRide, charactersPerMs: number, missing: string, paint: Paint): string[] {
  const nameWidth = Math.max(...Object.keys(ride.branches).map((name) => name.length));
  return Object.entries(ride.branches).map(([name, branch]) => {
    const drawn = (bar(ride, branch, charactersPerMs) ?? missing).padEnd(barWidth).slice(0, barWidth);
    return `  ${name.padEnd(nameWidth)}  ${paint(toneOf(branch.status), drawn)}  ${label(branch)}`.trimEnd();
  });
}

function bar(ride: DrawnRide, { startedAt, durationMs }: Branch, charactersPerMs: number): string | undefined {
  if (startedAt === null || durationMs === null) return undefined;
  const start = Math.round(sinceRequest(ride, startedAt) * charactersPerMs);
  return `${' '.repeat(start)}${'█'.repeat(Math.max(1, Math.round(durationMs * charactersPerMs)))}`;
}

function label({ status, durationMs, attempt, late }: Branch): string {
  const duration = durationMs === null ? '' : `${durationMs} ms`.padStart(7);
  const notes = [status === 'ok' ? '' : status, (attempt ?? 1) > 1 ? `attempt ${attempt}` : '', late ? 'late' : ''];
  return [duration, ...notes.filter(Boolean)].join(' ').trimEnd();
}

const reasonsOf = ({ reasons }: DrawnRide): string[] =>
  reasons.map(({ branch, code, message }) => `  ${branch}: ${code} (${message})`);

function summary({ timing }: DrawnRide): string {
  const { totalMs, slowestMs, sequentialMs, overheadMs, savedMs, slowestBranch } = timing;
  if (totalMs === null) return '  not decided yet';
  if (slowestMs === null) return `  total ${totalMs} ms; it ended before all branches had answered`;
  return `  total ${totalMs} ms = slowest ${slowestMs} ms (${slowestBranch}) + ${overheadMs} ms; sum ${sequentialMs} ms, ${
    (savedMs ?? 0) >= 0 ? `saved ${savedMs} ms` : `lost ${-(savedMs ?? 0)} ms`
  }`;
}

/** Not before the request, whatever the clocks of two machines say. */
const sinceRequest = (ride: DrawnRide, moment: string): number =>
  Math.max(0, Date.parse(moment) - Date.parse(ride.requestedAt));

/** From the request to the last thing known of a ride. */
function spanMs(ride: DrawnRide): number {
  const ends = Object.values(ride.branches).flatMap(({ finishedAt }) => (finishedAt ? [finishedAt] : []));
  return Math.max(ride.timing.totalMs ?? 0, ...ends.map((end) => sinceRequest(ride, end)));
}
