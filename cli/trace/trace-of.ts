import type { Ride } from '../../client/index.ts';
import { type Instant, instantOf } from '../../core/time.ts';
import { inMs } from '../figures.ts';
import { branchHops, failureNote } from './branch-hops.ts';
import type { RideLog } from './lines-of-ride.ts';
import type { LogLine } from './log-line.ts';
import { linesNamed } from './ride-lines.ts';
import type { Hop, Trace } from './trace.ts';

/** The fields of a ride's record that a trace uses. */
type TracedRide = Pick<Ride, 'flow' | 'status' | 'branches' | 'timing' | 'requestedAt'>;

/**
 * Combines a ride's log lines, and its record, if there is one, into a trace. Tolerates missing and duplicate lines, and
 * lines of other versions.
 */
export function traceOf(rideId: string, { lines, incomplete }: RideLog, view?: TracedRide): Trace {
  const names = namesOfBranches(lines, view);
  const branches = [...names].map((branch) => branchHops(branch, lines, view?.branches[branch]));
  const hops = [
    ...requestHops(lines, view),
    ...branches.flatMap((branch) => branch.hops),
    ...gatherHops(lines),
    ...answerHops(lines),
    ...subscriberHops(lines, names),
  ];
  const settled = linesNamed(lines, 'ride settled').at(0);
  return {
    rideId,
    traceId: traceIdOf(lines),
    flow: view?.flow ?? settled?.flow ?? linesNamed(lines, 'ride answered').at(0)?.flow ?? null,
    status: view?.status ?? lastStatus(lines) ?? null,
    requestedAt: requestedAt(lines, view),
    totalMs: view?.timing.totalMs ?? settled?.totalMs ?? null,
    hops: hops.toSorted((one, other) => one.at.localeCompare(other.at)),
    missing: [...incomplete, ...missingSteps(lines, view), ...branches.flatMap((branch) => branch.missing)],
    lines,
  };
}

/** All branches that are mentioned anywhere: one that never began has no line of its own. */
function namesOfBranches(lines: readonly LogLine[], view: TracedRide | undefined): Set<string> {
  return new Set([
    ...Object.keys(view?.branches ?? {}),
    ...linesNamed(lines, 'branch started').map(({ branch }) => branch),
    ...linesNamed(lines, 'branch finished').flatMap(({ branch, pending = [] }) => [branch, ...pending]),
    ...linesNamed(lines, 'answers recorded').flatMap(({ branches, pending }) => [...branches, ...pending]),
    ...linesNamed(lines, 'ride settled').flatMap(({ unanswered }) => unanswered),
  ]);
}

function requestHops(lines: readonly LogLine[], view: TracedRide | undefined): Hop[] {
  const published = linesNamed(lines, 'ride published');
  const accepted = view?.requestedAt ?? published[0]?.requestedAt;
  return [
    ...(accepted ? [moment('api', 'accepted', accepted)] : []),
    ...published.map(({ service, at }) => moment(service, 'published', instantOf(at))),
  ];
}

function gatherHops(lines: readonly LogLine[]): Hop[] {
  return [
    ...linesNamed(lines, 'branch finished').flatMap(({ service, at, pending }) =>
      pending ? [moment(service, 'recorded', instantOf(at), pendingNote(pending))] : [],
    ),
    ...linesNamed(lines, 'answers recorded').map(({ service, at, branches, pending }) =>
      moment(service, 'recorded', instantOf(at), `${branches.join(', ')}; ${pendingNote(pending)}`),
    ),
    ...linesNamed(lines, 'answers late').map(({ service, at, branches, lateMs }) =>
      moment(service, 'late', instantOf(at), `${branches.join(', ')}, ${inMs(lateMs)} after the outcome`),
    ),
    ...linesNamed(lines, 'ride settled').map(({ service, at, status, reasons }) =>
      moment(service, 'settled', instantOf(at), [status, ...reasons].join(', ')),
    ),
    ...linesNamed(lines, 'ride ended').map(({ service, at, status }) =>
      moment(service, 'ended', instantOf(at), status),
    ),
    ...linesNamed(lines, 'event announced').map(({ service, at, type }) =>
      moment(service, 'announced', instantOf(at), type),
    ),
  ];
}

/** The branches that were still pending after an answer was recorded. */
const pendingNote = (pending: readonly string[]): string =>
  pending.length > 0 ? `still pending: ${pending.join(', ')}` : 'nobody pending';

function answerHops(lines: readonly LogLine[]): Hop[] {
  return linesNamed(lines, 'ride answered').map(({ service, at, status, waitedMs }) => ({
    ...moment(service, 'answered', instantOf(at - waitedMs), status),
    kind: 'waiting',
    until: instantOf(at),
  }));
}

/** Subscribers, and failures of all services that are not branches. */
function subscriberHops(lines: readonly LogLine[], branches: ReadonlySet<string>): Hop[] {
  return [
    ...linesNamed(lines, 'event handled').map(({ service, at, type, outcome, durationMs }): Hop => {
      const begun = moment(service, type, instantOf(at - durationMs), outcome);
      return { ...begun, kind: 'work', until: instantOf(at) };
    }),
    ...linesNamed(lines, 'record failed')
      .filter(({ service }) => !branches.has(service))
      .map((line): Hop => {
        const failed = moment(line.service, `attempt ${line.attempt}`, instantOf(line.at), failureNote(line));
        return { ...failed, kind: 'failure' };
      }),
  ];
}

const moment = (lane: string, what: string, at: Instant, note = ''): Hop => {
  return { lane, what, kind: 'moment', at, until: null, note };
};

function missingSteps(lines: readonly LogLine[], view: TracedRide | undefined): string[] {
  const has = (name: Parameters<typeof linesNamed>[1]) => linesNamed(lines, name).length > 0;
  const isSequential = view?.flow === 'sequential' || lines.some(({ fields }) => fields.flow === 'sequential');
  return [
    ...(isSequential && !view ? ['the branches of a sequential ride: only its record tells of them'] : []),
    ...(has('ride published') || isSequential ? [] : ['api: that the ride was published is not in the logs']),
    ...(has('ride settled') || has('ride ended') ? [] : ['aggregator: that the ride was settled is not in the logs']),
    ...(has('ride settled') && !has('event announced') ? ['aggregator: no announcement is in the logs'] : []),
  ];
}

/** The state of the last line that names one. */
function lastStatus(lines: readonly LogLine[]): string | undefined {
  const named = [...linesNamed(lines, 'ride settled'), ...linesNamed(lines, 'ride ended')];
  const answered = linesNamed(lines, 'ride answered');
  return (named.length > 0 ? named : answered).toSorted((one, other) => one.at - other.at).at(-1)?.status;
}

function requestedAt(lines: readonly LogLine[], view: TracedRide | undefined): Instant {
  const published = linesNamed(lines, 'ride published')[0];
  return view?.requestedAt ?? published?.requestedAt ?? instantOf(lines[0]?.at ?? 0);
}

const traceIdOf = (lines: readonly LogLine[]): string | null =>
  lines.map(({ fields }) => fields.traceId).find((id) => typeof id === 'string') ?? null;
