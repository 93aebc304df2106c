import type { Branch, Ride } from '../../client/index.ts';
import type { Bar } from './bar.ts';
import type { Knob } from './knobs.ts';
import { type Hop, isAsked } from './tell-race.ts';
import { inMs } from './units.ts';

const atWork = 'at work';

/** A branch without an answer, of a ride that has ended. */
const missingWords: Readonly<Record<string, string>> = {
  timed_out: 'no answer in time',
  not_awaited: 'not waited for',
  pending: 'not heard of',
};

/**
 * A ride's branches as known `elapsedMs` after it was requested. Once a ride has ended no branch is running, and a branch
 * without an answer has no bars but those of its attempts, as far as the trace has them.
 */
export function barsOf(
  { requestedAt, branches, status: rideStatus, flow }: Pick<Ride, 'requestedAt' | 'branches' | 'status' | 'flow'>,
  elapsedMs: number,
  isOver = false,
  hops: readonly Hop[] = [],
): Bar[] {
  const since = (moment: string) => Date.parse(moment) - Date.parse(requestedAt);
  return Object.entries(branches).map(([name, branch]): Bar => {
    const { status, startedAt, finishedAt, durationMs, reason, attempt } = branch;
    const tried = attemptBars(hops, name, since);
    const attempts = tried.length > 1 || tried.some(({ kind }) => kind !== 'done') ? { attempts: tried } : {};
    if (startedAt === null || finishedAt === null) {
      if (status === 'pending' && rideStatus === 'requested' && !isOver) {
        return { name, fromMs: 0, untilMs: elapsedMs, kind: 'growing', note: atWork };
      }
      const note = flow === 'sequential' && status === 'not_awaited' ? 'never asked' : missingWords[status];
      return {
        name,
        fromMs: 0,
        untilMs: 0,
        kind: tried.length > 0 ? 'unanswered' : 'empty',
        note: note ?? status,
        ...attempts,
      };
    }
    const again = (attempt ?? 1) > 1 ? `, attempt ${attempt}` : '';
    const note = status === 'ok' ? `${inMs(durationMs ?? 0)}${again}` : `${reason?.code ?? status}${again}`;
    const kind = status === 'ok' ? 'done' : 'failed';
    return { name, fromMs: since(startedAt), untilMs: since(finishedAt), kind, note, ...attempts };
  });
}

const attemptKinds: Readonly<Partial<Record<Hop['kind'], Bar['kind']>>> = { work: 'done', failure: 'failed' };

/**
 * A branch's attempts. One whose end is not known is drawn as a moment; deliveries that no longer ran the branch
 * share one bar, with the note of the last.
 */
function attemptBars(hops: readonly Hop[], branch: string, since: (moment: string) => number): Bar[] {
  const tried = hops.filter(({ lane, what }) => lane === branch && what.startsWith('attempt'));
  const barOf = ({ what, kind, at, until, note }: Hop): Bar => ({
    name: what,
    fromMs: since(at),
    untilMs: since(until ?? at),
    kind: attemptKinds[kind] ?? 'unanswered',
    note,
  });
  const passed = tried.filter((hop) => !isAsked(hop)).map(barOf);
  const [first, last] = [passed[0], passed.at(-1)];
  const together = first && last && { ...last, name: spanOf(first.name, last.name), fromMs: first.fromMs };
  return [...tried.filter(isAsked).map(barOf), ...(together ? [together] : [])];
}

const spanOf = (first: string, last: string): string =>
  first === last ? first : `${first.replace('attempt', 'attempts')}–${last.replace('attempt ', '')}`;

/** Side by side, while all that is known is that all have begun. */
export const startedBars = (knobs: Readonly<Record<string, Knob>>, elapsedMs: number): Bar[] =>
  Object.keys(knobs).map((name) => ({
    name,
    fromMs: 0,
    untilMs: elapsedMs,
    kind: 'growing',
    note: atWork,
  }));

const waiting = { kind: 'growing', note: 'waits' } as const;
const cutOff = { kind: 'unanswered', note: 'no answer' } as const;
const nothingHeard = { kind: 'empty', note: 'not heard of' } as const;

/** Empty bars: of branches about which nothing is known, or that have not begun. */
export const emptyBars = (branches: readonly string[], note: string): Bar[] =>
  branches.map((name) => ({ name, fromMs: 0, untilMs: 0, kind: 'empty', note }));

/** One after the other, as far as known: after those that have answered one is running, unless the call has failed. */
export function inTurnBars(
  knobs: Readonly<Record<string, Knob>>,
  heard: Readonly<Record<string, Branch>>,
  elapsedMs: number,
  isOver = false,
): Bar[] {
  const names = Object.keys(knobs);
  const starts = Object.values(heard).flatMap(({ startedAt }) => startedAt ?? []);
  const requestedAt = starts.toSorted()[0] ?? '';
  const done = barsOf({ requestedAt, branches: heard, status: 'requested', flow: 'sequential' }, elapsedMs, isOver);
  const doneMs = Math.max(0, ...done.map(({ untilMs }) => untilMs));
  const next = names.find((name) => heard[name] === undefined);
  return names.map((name): Bar => {
    const known = done.find((bar) => bar.name === name);
    if (known) return known;
    if (name !== next) return { name, fromMs: doneMs, untilMs: doneMs, ...(isOver ? nothingHeard : waiting) };
    const untilMs = Math.max(doneMs, elapsedMs);
    return { name, fromMs: doneMs, untilMs, ...(isOver ? cutOff : { kind: 'growing', note: atWork }) };
  });
}

/** One after the other, as the knobs predict: the actual times are known only when the response arrives. */
export function expectedBars(knobs: Readonly<Record<string, Knob>>, elapsedMs: number): Bar[] {
  let fromMs = 0;
  const entries = Object.entries(knobs);
  return entries.map(([name, { delayMs }], index) => {
    const start = fromMs;
    fromMs += delayMs;
    // The last one lasts until the response arrives.
    const end = index === entries.length - 1 ? Number.POSITIVE_INFINITY : fromMs;
    const isBegun = elapsedMs > start;
    const note = isBegun ? (elapsedMs < end ? 'at work?' : 'done?') : 'waits';
    return { name, fromMs: start, untilMs: Math.max(start, Math.min(elapsedMs, end)), kind: 'expected', note };
  });
}
