import type { Branch, Ride } from '../../client/index.ts';
import type { Bar } from './bar.ts';
import type { Knob } from './knobs.ts';

const words: Readonly<Record<string, string>> = {
  timed_out: 'no answer in time',
  not_awaited: 'not waited for',
  pending: 'at work',
};

/** A ride's branches as they are known now, `elapsedMs` after it was requested. */
export function barsOf({ requestedAt, branches }: Pick<Ride, 'requestedAt' | 'branches'>, elapsedMs: number): Bar[] {
  const since = (moment: string) => Date.parse(moment) - Date.parse(requestedAt);
  return Object.entries(branches).map(([name, { status, startedAt, finishedAt, durationMs, reason, attempt }]) => {
    if (startedAt === null || finishedAt === null) {
      const isOpen = status === 'pending';
      return {
        name,
        fromMs: 0,
        untilMs: elapsedMs,
        kind: isOpen ? 'growing' : 'unanswered',
        note: words[status] ?? status,
      };
    }
    const attempts = (attempt ?? 1) > 1 ? `, attempt ${attempt}` : '';
    const note = status === 'ok' ? `${durationMs} ms${attempts}` : `${reason?.code ?? status}${attempts}`;
    return {
      name,
      fromMs: since(startedAt),
      untilMs: since(finishedAt),
      kind: status === 'ok' ? 'done' : 'failed',
      note,
    };
  });
}

/** Side by side, before anything is known but that all have begun. */
export const startedBars = (knobs: Readonly<Record<string, Knob>>, elapsedMs: number): Bar[] =>
  Object.keys(knobs).map((name) => ({
    name,
    fromMs: 0,
    untilMs: elapsedMs,
    kind: 'growing',
    note: words.pending ?? '',
  }));

/** One after the other, as far as was heard: after those that have answered, one is at work. */
export function inTurnBars(
  knobs: Readonly<Record<string, Knob>>,
  heard: Readonly<Record<string, Branch>>,
  elapsedMs: number,
): Bar[] {
  const names = Object.keys(knobs);
  const starts = Object.values(heard).flatMap(({ startedAt }) => startedAt ?? []);
  const done = barsOf({ requestedAt: starts.toSorted()[0] ?? '', branches: heard }, elapsedMs);
  const doneMs = Math.max(0, ...done.map(({ untilMs }) => untilMs));
  const next = names.find((name) => heard[name] === undefined);
  return names.map((name): Bar => {
    const known = done.find((bar) => bar.name === name);
    if (known) return known;
    const untilMs = name === next ? Math.max(doneMs, elapsedMs) : doneMs;
    return { name, fromMs: doneMs, untilMs, kind: 'growing', note: (name === next && words.pending) || 'waits' };
  });
}

/** One after the other, as the knobs let expect: the answer comes at the end and tells how it was. */
export function expectedBars(knobs: Readonly<Record<string, Knob>>, elapsedMs: number): Bar[] {
  let fromMs = 0;
  const entries = Object.entries(knobs);
  return entries.map(([name, { delayMs }], index) => {
    const start = fromMs;
    fromMs += delayMs;
    // The last one lasts until there is an answer.
    const end = index === entries.length - 1 ? Number.POSITIVE_INFINITY : fromMs;
    const isBegun = elapsedMs > start;
    const note = isBegun ? (elapsedMs < end ? 'at work?' : 'done?') : 'waits';
    return { name, fromMs: start, untilMs: Math.max(start, Math.min(elapsedMs, end)), kind: 'expected', note };
  });
}
