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

/** Rides one after the other, their completions, and such rides in one function that runs the branches in sequence. */
export interface CountedQuietly {
  readonly ride: CountedRides;
  readonly completion: CountedRides;
  readonly sequential: CountedRides;
}

/** Counts rides whose riders wait, one after the other: no queue holds two messages at a time. */
export async function countQuietly(rides: number, signal: AbortSignal): Promise<CountedQuietly> {
  // The deadline's message counts, so each ride's deadline is awaited and must be short.
  return withStack({ deadlineSeconds: '4' }, rides, signal, async (stack) => {
    await warmUp(stack);
    const requests = requestsFor(rides, 3);
    const half = requests.slice(0, Math.ceil(rides / 2)); // Each of these takes as long as two of the others.
    const ride = await count(stack, '/rides', () => take(stack, 'rides', requests));
    const ended = await confirmed(stack.api, ride.answers);
    const completion = await count(stack, '/rides/{rideId}/complete', () => complete(stack.api, ended));
    const sequential = await count(stack, '/sequential-rides', () => take(stack, 'sequential-rides', half));
    return { ride: ride.counted, completion: completion.counted, sequential: sequential.counted };
  });
}

/**
 * A function's maximum concurrency. There are as many workers, and no more callers than that, so each
 * invocation has its own worker, as on AWS. Two that share one could send in one request what takes two there.
 */
const atOnce = 3;

/** The number of rides that such a stack admits at once. */
export const mostAtLoad = 120;

/** How long the first rides keep the branches busy: less than a function's time-out. */
const busyMs = 2_500;

/** The pause between them, so that they do not arrive in one batch. */
const apartMs = 200;

/** Counts rides that queue up while the first ones keep the branches busy: messages arrive in full batches. */
export async function countAtLoad(rides: number, signal: AbortSignal): Promise<CountedRides> {
  // A deadline that the last of them meets even on a slow machine.
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

/** Starts a stack whose calls are counted, with drivers on shift. */
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

/** Counts everything that follows from these calls of one route, until all queues are empty. */
async function count<Answer>(
  { cloud, meter, signal }: CountedStack,
  of: '/rides' | '/rides/{rideId}/complete' | '/sequential-rides',
  calls: () => Promise<Answer[]>,
): Promise<{ readonly answers: Answer[]; readonly counted: CountedRides }> {
  meter.start(cloud);
  const answers = await calls();
  await drained(cloud, signal);
  // The gateway does not report its calls. There is one request for each of these, and one invocation.
  const [by, requests] = [of === '/sequential-rides' ? 'sequential-ride' : 'api', answers.length];
  meter.count({ service: 'API Gateway', operation: 'POST', by, of, body: '' }, { requests });
  meter.count({ service: 'Lambda', operation: 'Invoke', by, of: '', body: '' }, { requests });
  return { answers, counted: { rides: requests, ...(await meter.stop()) } };
}
