import { usageOf } from '../../cli/plan/bills.ts';
import { dollarsFor, sumOf, type Usage } from '../../cli/plan/usage.ts';
import { branches } from '../../core/branches.ts';
import { subscribers } from '../../core/subscribers.ts';
import { atTheSameTime, type OneFunction, sequentially, withExpress, withStandard } from './alternatives.ts';
import type { CountedQuietly, CountedRides } from './counted.ts';
import type { Count } from './meter.ts';
import { waitRead } from './purposes.ts';
import type { Times } from './timed.ts';

/** A way to do the job, and what one ride uses in it. */
export interface Bill {
  readonly name: string;
  readonly usage: Usage;
}

/** What a ride uses in this design, beside what the same job uses elsewhere. */
export function billsOf(quiet: CountedQuietly, atLoad: CountedRides, times: Times): Bill[] {
  const own = ({ counts, rides }: CountedRides, apiMs: number) => usageOf(counts, rides, ofRide(times, apiMs));
  const waits = quiet.ride.counts.filter(({ purpose }) => purpose.buys === waitRead);
  return [
    { name: 'this design, one after the other', usage: own(quiet.ride, times.waiting) },
    {
      name: 'this design, queues busy',
      usage: sumOf(
        own(atLoad, times.waiting),
        usageOf(waits, quiet.ride.rides, () => 0),
      ),
    },
    { name: 'this design, queues busy, rider comes back', usage: own(atLoad, times.notWaiting) },
    ...elsewhere(quiet.sequential, times),
  ];
}

/** What completing a ride uses. */
export const completionOf = ({ completion: { counts, rides } }: CountedQuietly, times: Times): Usage =>
  usageOf(counts, rides, (name) => (name === 'api' ? times.completing : msOf(times.completion, name)));

/** The other ways to do the job: whether rides come one after the other or many at once makes no difference to them. */
function elsewhere(counted: CountedRides, times: Times): Bill[] {
  const own = ({ service, by }: Count) => service === 'Lambda' && by === 'sequential-ride';
  const others = counted.counts.filter((count) => !own(count));
  const job: OneFunction = {
    usage: usageOf(others, counted.rides, (name) => msOf(times.ride, name)),
    ms: times.sequential,
    branchMs: Object.values(times.branches),
  };
  return [
    { name: 'Step Functions Express', usage: withExpress(job) },
    { name: 'Step Functions Standard', usage: withStandard(job) },
    { name: 'one function, in sequence', usage: sequentially(job) },
    { name: 'one function, Promise.all', usage: atTheSameTime(job) },
  ];
}

/** A function that is seldom needed may have been timed in completions alone. */
const ofRide = (times: Times, apiMs: number) => (name: string) =>
  name === 'api' ? apiMs : msOf({ ...times.completion, ...times.ride }, name);

function msOf(times: Readonly<Record<string, number>>, functionName: string): number {
  const ms = times[functionName];
  if (ms === undefined) throw new Error(`No invocation of ${functionName} was timed, so its price is not known.`);
  return ms;
}

/** Queues that functions are fed from: one for each branch and each subscriber, and the gather's. */
const queues = Object.keys(branches).length + subscribers.length + 1;

/** Lambda keeps this many receives waiting on each, and SQS answers an empty one after so long. */
const pollers = 5;
const longPollSeconds = 20;

const secondsPerMonth = 730 * 3_600;

/** What the queues cost in a month in which nothing happens: receives that come back empty. */
export function idleMonth(): { readonly queues: number; readonly requests: number; readonly dollars: number } {
  const requests = (queues * pollers * secondsPerMonth) / longPollSeconds;
  return { queues, requests, dollars: dollarsFor('sqsRequests', requests) / 1_000_000 };
}
