import type { Evidence } from '../evidence.ts';
import type { Asked } from '../rider.ts';
import type { Invariant } from './invariant.ts';

/**
 * Behind an answer that says that there is no ride there is none: of every 5xx whose invocation did not die, and that does
 * not say that the outcome is unknown, no record has the request's `traceparent`.
 */
export const nothingBehindErrors: Invariant = {
  name: 'no ride behind an error',
  examined: (evidence) => errors(evidence).length,
  violations: (evidence) => {
    const byTrace = new Map(evidence.rides.map((ride) => [ride.traceparent, ride]));
    return errors(evidence).flatMap(({ traceparent, status, code }) => {
      const ride = byTrace.get(traceparent);
      return ride ? [`${ride.rideId} is ${ride.status}, and was answered ${status} ${code}.`] : [];
    });
  },
};

const errors = ({ promised, apiDeaths }: Evidence): Asked[] =>
  promised
    .flatMap(({ asked }) => asked)
    .filter(({ status, code }) => status >= 500 && code !== 'outcome_unknown')
    .filter(({ sentAt, answeredAt }) => !apiDeaths.some((at) => at >= sentAt && at <= answeredAt));
