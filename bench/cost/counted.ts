import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from '../../local/index.ts';
import { type Api, apiAt } from '../support/api.ts';
import { startStack } from '../support/stack.ts';
import { fleetFor, requestsFor } from './city.ts';
import { drained } from './drained.ts';
import { type Counted, Meter } from './meter.ts';
import { type Asking, complete, confirmed, putOnShift, type Ride, takeRides } from './riders.ts';

/** Rides, and the requests that they took. */
export interface CountedRides extends Counted {
  readonly rides: number;
}

/** Rides that come one after the other, their completions, and such rides in one function that goes through the branches. */
export interface CountedQuietly {
  readonly ride: CountedRides;
  readonly completion: CountedRides;
  readonly sequential: CountedRides;
}

/** Counts rides whose riders wait, one after the other: no message meets another one of its queue. */
export async function countQuietly(rides: number, signal: AbortSignal): Promise<CountedQuietly> {
  // A ride's deadline is waited for, because its message counts, so it should not be long.
  return withStack({ deadlineSeconds: '4' }, rides, signal, async (stack) => {
    await warmUp(stack);
    const requests = requestsFor(rides, 3);
    const half = requests.slice(0, Math.ceil(rides / 2)); // One of these takes as long as two of the others.
    const ride = await count(stack, '/rides', () => take(stack, 'rides', requests));
    const ended = await confirmed(stack.api, ride.answers);
    const completion = await count(stack, '/rides/{rideId}/complete', () => complete(stack.api, ended));
    const sequential = await count(stack, '/sequential-rides', () => take(stack, 'sequential-rides', half));
    return { ride: ride.counted, completion: completion.counted, sequential: sequential.counted };
  });
}

/**
 * How many invocations of a function there may be at once. There are as many workers, and no more callers than that, so each
 * invocation has a worker for itself, as on AWS. Two that share one could send in one request what takes two there.
 */
const atOnce = 3;

/** So many rides are admitted at once on a stack with that concurrency. */
export const mostAtLoad = 120;

/** So long the first rides keep the branches busy: less than a function's time-out. */
const busyMs = 2_500;

/** Between two of them, so that they don't come in one batch. */
const apartMs = 200;

/** Counts rides that pile up in the queues while the first ones keep the branches busy: messages come in full batches. */
export async function countAtLoad(rides: number, signal: AbortSignal): Promise<CountedRides> {
  // With time enough for the last of them, none is refused on a slow machine.
  return withStack({ deadlineSeconds: '90' }, rides, signal, async (stack) => {
    const { answers, counted } = await count(stack, '/rides', async () => [
      ...(await occupyBranches(stack)),
      ...(await take(stack, 'rides', requestsFor(rides - atOnce, 3), { prefer: 'respond-async', atOnce })),
    ]);
    await confirmed(stack.api, answers);
    return counted;
  });
}

async function occupyBranches(stack: CountedStack): Promise<Ride[]> {
  const rides: Ride[] = [];
  for (const request of requestsFor(atOnce, 4, busyMs)) {
    rides.push(...(await take(stack, 'rides', [request], { prefer: 'respond-async', atOnce: 1 })));
    await wait(apartMs, undefined, { signal: stack.signal });
  }
  return rides;
}

interface CountedStack {
  readonly cloud: Cloud;
  readonly api: Api;
  readonly meter: Meter;
  readonly signal: AbortSignal;
}

/** Starts a stack whose calls can be counted, with drivers on shift. */
async function withStack<Result>(
  context: Record<string, string>,
  rides: number,
  signal: AbortSignal,
  work: (stack: CountedStack) => Promise<Result>,
): Promise<Result> {
  const meter = new Meter();
  const cloud = await startStack(
    { reservedConcurrency: String(atOnce), ...context },
    { ...meter.hooks, limits: { workersPerFunction: atOnce } },
  );
  const stack = { cloud, api: apiAt(cloud.apiUrl, atOnce), meter, signal };
  let drivers: Awaited<ReturnType<typeof putOnShift>> | undefined;
  try {
    drivers = await putOnShift(cloud, stack.api, fleetFor(rides));
    return await work(stack);
  } finally {
    await drivers?.stop();
    await stack.api.close();
    await meter.close();
    await cloud.stop();
  }
}

/** Rides from which the API learns how long a wait takes. */
const warmUps = 8;

async function warmUp(stack: CountedStack): Promise<void> {
  await complete(stack.api, await take(stack, 'rides', requestsFor(warmUps, 2)));
  await take(stack, 'sequential-rides', requestsFor(1, 2));
  await drained(stack.cloud, stack.signal);
}

const oneByOne = { prefer: 'wait=25', atOnce: 1 } as const;

const take = (
  { api, signal }: CountedStack,
  path: Asking['path'],
  requests: readonly unknown[],
  asking: Pick<Asking, 'prefer' | 'atOnce'> = oneByOne,
): Promise<Ride[]> => takeRides(api, requests, { path, ...asking, signal });

/** Counts all that follows from these calls of one route, until nothing is left in any queue. */
async function count<Answer>(
  { cloud, meter, signal }: CountedStack,
  of: '/rides' | '/rides/{rideId}/complete' | '/sequential-rides',
  calls: () => Promise<Answer[]>,
): Promise<{ readonly answers: Answer[]; readonly counted: CountedRides }> {
  meter.start(cloud);
  const answers = await calls();
  await drained(cloud, signal);
  // The gateway tells nobody of its calls. There is one for each of these, and an invocation for each.
  const [by, requests] = [of === '/sequential-rides' ? 'sequential-ride' : 'api', answers.length];
  meter.count({ service: 'API Gateway', operation: 'POST', by, of, body: '' }, { requests });
  meter.count({ service: 'Lambda', operation: 'Invoke', by, of: '', body: '' }, { requests });
  return { answers, counted: { rides: requests, ...(await meter.stop()) } };
}
