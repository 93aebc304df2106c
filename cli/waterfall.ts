import type { Branch, Ride } from '../client/index.ts';
import { inMs } from './figures.ts';
import { fold } from './fold.ts';
import { type Paint, plain, toneOf } from './paint.ts';

/** The fields of a ride that are drawn. */
export type DrawnRide = Pick<Ride, 'flow' | 'status' | 'branches' | 'reasons' | 'timing' | 'requestedAt'>;

/** The width of bars if that of the terminal is unknown, the least and the most. */
const [usualBar, leastBar, mostBar] = [50, 8, 150];

/** The widths of labels: of their durations, and with notes. */
interface LabelWidths {
  readonly durations: number;
  readonly all: number;
}

/** Of `12,345 ms`, and that with a state of usual length. */
const growingLabels: LabelWidths = { durations: 9, all: 17 };

/** The column widths of a waterfall. */
interface Layout {
  readonly names: number;
  readonly bar: number;
  readonly columns: number;
}

/**
 * Draws rides as waterfalls for a terminal with a number of columns, at least 40, all to one scale: a bar for each branch,
 * from its start to its end.
 */
export const waterfalls = (rides: readonly DrawnRide[], paint = plain, columns?: number): string =>
  drawEach(rides, paint, columns).join('\n\n');

/** The same, one by one. */
export function drawEach(rides: readonly DrawnRide[], paint = plain, columns?: number): string[] {
  const longestMs = Math.max(1, ...rides.map(spanMs));
  const branches = rides.flatMap((ride) => Object.values(ride.branches));
  const longest = (of: (branch: Branch) => string) => Math.max(...branches.map((branch) => of(branch).length));
  const labels = { durations: longest(duration), all: longest((branch) => `${duration(branch)}${notes(branch)}`) };
  const layout = layOut(rides, labels, columns);
  return rides.map((ride) => waterfall(ride, layout, layout.bar / longestMs, paint));
}

/**
 * Draws a ride in progress, `elapsedMs` after its request: the bars of pending branches grow with time. The scale changes
 * only by doubling, so that bars keep their length from one frame to the next.
 */
export function growingWaterfall(ride: DrawnRide, elapsedMs: number, paint = plain, columns?: number): string {
  const shownMs = Math.max(elapsedMs, spanMs(ride));
  const scaleMs = 500 * 2 ** Math.max(0, Math.ceil(Math.log2(shownMs / 500)));
  // The same in each frame, whichever branches have answered.
  const layout = layOut([ride], growingLabels, columns);
  const waiting = '░'.repeat(Math.max(1, Math.round((elapsedMs / scaleMs) * layout.bar)));
  const answered = Object.values(ride.branches).filter(({ status }) => status !== 'pending').length;
  return [
    `${ride.flow} ride: ${ride.status}, ${seconds(elapsedMs)} so far`,
    ...rowsOf(ride, layout, layout.bar / scaleMs, waiting, paint),
    `  ${answered} of ${Object.keys(ride.branches).length} branches have answered`,
  ].join('\n');
}

function layOut(rides: readonly DrawnRide[], labels: LabelWidths, columns = Number.POSITIVE_INFINITY): Layout {
  const names = Math.max(...rides.flatMap(({ branches }) => Object.keys(branches)).map((name) => name.length));
  if (columns === Number.POSITIVE_INFINITY) return { names, bar: usualBar, columns };
  const room = columns - names - '      '.length;
  const widest = room - labels.all < leastBar ? labels.durations : labels.all;
  const beside = Math.max(usualDuration, widest);
  return { names, bar: Math.min(mostBar, Math.max(leastBar, room - beside)), columns };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function waterfall(ride: DrawnRide, layout: Layout, charactersPerMs: number, paint: Paint): string {
  const { totalMs } = ride.timing;
  const heading = `${ride.flow} ride: ${paint(toneOf(ride.status), ride.status)}${totalMs === null ? '' : ` after ${inMs(totalMs)}`}`;
  const rows = rowsOf(ride, layout, charactersPerMs, '·'.repeat(layout.bar), paint);
  const below = [...reasonsOf(ride), summary(ride)].flatMap((line) => fold(line, layout.columns));
  return [heading, ...rows, ...below].join('\n');
}

function rowsOf(ride: DrawnRide, layout: Layout, charactersPerMs: number, missing: string, paint: Paint): string[] {
  const { names, bar: width, columns } = layout;
  return Object.entries(ride.branches).flatMap(([name, branch]) => {
    const drawn = (bar(ride, branch, charactersPerMs) ?? missing).padEnd(width).slice(0, width);
    const [took, noted] = [duration(branch), notes(branch)];
    const row = `  ${name.padEnd(names)}  ${paint(toneOf(branch.status), drawn)}  ${took}`;
    const isTooWide = names + width + '      '.length + took.length + noted.length > columns;
    if (isTooWide && noted !== '') return [row.trimEnd(), `  ${' '.repeat(names)} ${noted}`];
    return [`${row}${noted}`.trimEnd()];
  });
}

function bar(ride: DrawnRide, { startedAt, durationMs }: Branch, charactersPerMs: number): string | undefined {
  if (startedAt === null || durationMs === null) return undefined;
  const start = Math.round(sinceRequest(ride, startedAt) * charactersPerMs);
  return `${' '.repeat(start)}${'█'.repeat(Math.max(1, Math.round(durationMs * charactersPerMs)))}`;
}

/** The width of `9,999 ms`, which few branches exceed. */
const usualDuration = 8;

const duration = ({ durationMs }: Branch): string =>
  durationMs === null ? '' : inMs(durationMs).padStart(usualDuration);

/** The notes on a branch besides its duration, with a blank before each. */
function notes({ status, attempt, late }: Branch): string {
  const all = [status === 'ok' ? '' : status, (attempt ?? 1) > 1 ? `attempt ${attempt}` : '', late ? 'late' : ''];
  return all.map((note) => (note === '' ? '' : ` ${note}`)).join('');
}

const reasonsOf = ({ reasons }: DrawnRide): string[] =>
  reasons.map(({ branch, code, message }) => `  ${branch}: ${code} (${message})`);

function summary({ timing }: DrawnRide): string {
  const { totalMs, slowestMs, sequentialMs, overheadMs, savedMs, slowestBranch } = timing;
  if (totalMs === null) return '  not decided yet';
  if (slowestMs === null) return `  total ${inMs(totalMs)}; it ended before all branches had answered`;
  const saved = savedMs ?? 0;
  const sum = `sum ${inMs(sequentialMs ?? 0)}, ${saved >= 0 ? `saved ${inMs(saved)}` : `lost ${inMs(-saved)}`}`;
  return `  total ${inMs(totalMs)} = slowest ${inMs(slowestMs)} (${slowestBranch}) + ${inMs(overheadMs ?? 0)}; ${sum}`;
}

/** Never negative, even if the clocks of two machines differ. */
const sinceRequest = (ride: DrawnRide, moment: string): number =>
  Math.max(0, Date.parse(moment) - Date.parse(ride.requestedAt));

/** From the request to the last known event of a ride. */
function spanMs(ride: DrawnRide): number {
  const ends = Object.values(ride.branches).flatMap(({ finishedAt }) => (finishedAt ? [finishedAt] : []));
  return Math.max(ride.timing.totalMs ?? 0, ...ends.map((end) => sinceRequest(ride, end)));
}
