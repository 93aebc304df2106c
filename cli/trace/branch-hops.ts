import type { Branch } from '../../client/index.ts';
import { type Instant, instantOf } from '../../core/time.ts';
import { errorInLine } from './error-place.ts';
import { type InvocationEnd, invocationEnds } from './invocation-ends.ts';
import type { LogLine } from './log-line.ts';
import { linesNamed, type RideLine } from './ride-lines.ts';
import type { Hop } from './trace.ts';

type Started = RideLine<'branch started'>;
type Finished = RideLine<'branch finished'>;
type Failed = RideLine<'record failed'>;

/** An attempt that did not call the branch. */
type Spared = RideLine<'branch skipped' | 'answer found'> & { readonly why: string };

interface Evidence {
  readonly starts: readonly Started[];
  readonly finishes: readonly Finished[];
  readonly spared: readonly Spared[];
  readonly failures: readonly Failed[];
  readonly ends: readonly InvocationEnd[];
}

/** A branch's hops, from the queue to its last attempt, and the missing ones. `view` is the branch in the ride's record. */
export function branchHops(branch: string, lines: readonly LogLine[], view: Branch | undefined) {
  const evidence = evidenceOf(branch, lines);
  const attempts = attemptsOf(branch, evidence);
  const recorded = attempts.length === 0 ? attemptOfView(branch, view) : [];
  const known = [...attempts, ...recorded].toSorted((one, other) => one.at.localeCompare(other.at));
  return {
    hops: [...queueHop(branch, evidence, view, known[0]?.at), ...known],
    missing: [...missingAttempts(branch, evidence, view), ...missingAnswer(branch, evidence, view)],
  };
}

function evidenceOf(branch: string, lines: readonly LogLine[]): Evidence {
  return {
    starts: linesNamed(lines, 'branch started').filter((line) => line.branch === branch),
    finishes: linesNamed(lines, 'branch finished').filter((line) => line.branch === branch),
    spared: [
      ...linesNamed(lines, 'branch skipped').map((line) => ({ ...line, why: 'skipped: the deadline had come' })),
      ...linesNamed(lines, 'answer found').map((line) => ({ ...line, why: 'answered before' })),
    ].filter((line) => line.branch === branch),
    failures: linesNamed(lines, 'record failed').filter(({ service }) => service === branch),
    ends: invocationEnds(lines),
  };
}

/** One hop for each attempt that logged its start or its end. */
function attemptsOf(branch: string, evidence: Evidence): Hop[] {
  const { starts, finishes, failures } = evidence;
  const isWithoutStart = (line: Finished | Failed) => !starts.some((start) => isSameAttempt(start, line));
  const onlyFinished = finishes.filter(isWithoutStart);
  const onlyFailed = failures
    .filter(isWithoutStart)
    .filter((line) => !onlyFinished.some((each) => isSameAttempt(each, line)));
  return [
    ...starts.map((start) => attemptHop(branch, evidence, start, instantOf(start.at))),
    ...onlyFinished.map((line) => attemptHop(branch, evidence, line, line.startedAt)),
    ...onlyFailed.map((line) => attemptHop(branch, evidence, line, instantOf(line.at))),
  ];
}

const isSameAttempt = (
  one: Pick<Started, 'requestId' | 'attempt'>,
  other: Pick<Started, 'requestId' | 'attempt'>,
): boolean => one.requestId === other.requestId && one.attempt === other.attempt;

function attemptHop(
  lane: string,
  { finishes, spared, failures, ends }: Evidence,
  attempt: Pick<Started, 'requestId' | 'attempt'>,
  at: Instant,
): Hop {
  const finish = finishes.find((line) => isSameAttempt(line, attempt));
  const failure = failures.find((line) => isSameAttempt(line, attempt));
  const end = ends.find(({ requestId }) => requestId === attempt.requestId);
  const what = `attempt ${attempt.attempt}`;
  const failed = failure ? failureNote(failure) : undefined;
  if (finish) {
    const { status, reason, finishedAt } = finish;
    const note = [status, reason, failed].filter(Boolean).join(', ');
    return { lane, what, kind: status === 'failed' ? 'failure' : 'work', at, until: finishedAt, note };
  }
  if (failure) return { lane, what, kind: 'failure', at, until: instantOf(failure.at), note: failed ?? '' };
  const spare = spared.find((line) => isSameAttempt(line, attempt));
  if (spare) return { lane, what, kind: 'work', at, until: instantOf(spare.at), note: spare.why };
  if (end) return { lane, what, kind: 'failure', at, until: instantOf(end.at), note: end.how };
  return { lane, what, kind: 'open', at, until: null, note: 'its end is not in the logs' };
}

/** Why an attempt failed, and what happens to its message. */
export function failureNote({ error, retryInSeconds, goesTo }: Failed): string {
  const why = errorInLine(error ?? {}) || 'failed';
  const next = retryInSeconds === undefined ? goesTo && `goes to the ${goesTo}` : `again in ${retryInSeconds} s`;
  return [why, next].filter(Boolean).join('; ');
}

/** The hop from the ride's record: from the start of the first attempt to the end of the last one. */
function attemptOfView(lane: string, view: Branch | undefined): Hop[] {
  if (!view?.startedAt || !view.finishedAt) return [];
  const what = view.attempt === 1 ? 'attempt 1' : `attempts 1–${view.attempt}`;
  const note = [view.status, view.reason?.code, 'from the record'].filter(Boolean).join(', ');
  return [{ lane, what, kind: 'work', at: view.startedAt, until: view.finishedAt, note }];
}

function queueHop(
  lane: string,
  { starts, finishes }: Evidence,
  view: Branch | undefined,
  until: Instant | undefined,
): Hop[] {
  const [first] = starts;
  const at = finishes[0]?.queuedAt ?? view?.queuedAt ?? (first && instantOf(first.at - first.queuedMs));
  return at ? [{ lane, what: 'queued', kind: 'waiting', at, until: until ?? null, note: '' }] : [];
}

/** The queue counts attempts: a third one implies a second one, even without a log line. */
function missingAttempts(branch: string, { starts, finishes, failures }: Evidence, view: Branch | undefined) {
  const seen = new Set([...starts, ...finishes, ...failures].map(({ attempt }) => attempt));
  const last = Math.max(0, ...seen, view?.attempt ?? 0);
  const silent = Array.from({ length: last }, (_, index) => index + 1).filter((attempt) => !seen.has(attempt));
  return silent.map((attempt) => `${branch}: attempt ${attempt} left no line`);
}

function missingAnswer(branch: string, { finishes }: Evidence, view: Branch | undefined): string[] {
  if (finishes.length > 0) return [];
  if (view?.finishedAt) return [`${branch}: its answer is in the record and not in the logs`];
  const why = { timed_out: ': the deadline came first', not_awaited: ': the ride ended first' }[String(view?.status)];
  return [`${branch}: no answer${why ?? ' in the logs'}`];
}
