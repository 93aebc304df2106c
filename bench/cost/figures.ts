import { usageOf } from '../../cli/plan/bills.ts';
import { dollarsFor, sumOf, type Usage } from '../../cli/plan/usage.ts';
import { branches } from '../../core/branches.ts';
import { subscribers } from '../../core/subscribers.ts';
import { atTheSameTime, type OneFunction, sequentially, withExpress, withStandard } from './alternatives.ts';
import type { CountedQuietly, CountedRides } from './counted.ts';
import type { Count } from './meter.ts';
import { waitRead } from './purposes.ts';
import type { Times } from './timed.ts';

/** A way to do the job, and the usage of one ride. */
export interface Bill {
  readonly name: string;
  readonly usage: Usage;
}

/** The usage of a ride in this design, beside that of the same job elsewhere. */
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

/** The usage of completing a ride. */
export const completionOf = ({ completion: { counts, rides } }: CountedQuietly, times: Times): Usage =>
  usageOf(counts, rides, (name) => (name === 'api' ? times.completing : msOf(times.completion, name)));

/** The other ways to do the job: their usage does not depend on how many rides come at once. */
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

/** A rarely needed function may have been timed in completions only. */
const ofRide = (times: Times, apiMs: number) => (name: string) =>
  name === 'api' ? apiMs : msOf({ ...times.completion, ...times.ride }, name);

function msOf(times: Readonly<Record<string, number>>, functionName: string): number {
  const ms = times[functionName];
  if (ms === undefined) throw new Error(`No invocation of ${functionName} was timed, so its price is not known.`);
  return ms;
}

/** Queues that feed functions: one for each branch and each subscriber, and the aggregator's. */
const queues = Object.keys(branches).length + subscribers.length + 1;

/** Lambda's long polls on each queue, and the time after which SQS answers an empty one. */
const pollers = 5;
const longPollSeconds = 20;

const secondsPerMonth = 730 * 3_600;

/** The cost of the queues in an idle month: empty receives. */
export function idleMonth(): { readonly queues: number; readonly requests: number; readonly dollars: number } {
  const requests = (queues * pollers * secondsPerMonth) / longPollSeconds;
  return { queues, requests, dollars: dollarsFor('sqsRequests', requests) / 1_000_000 };
}
