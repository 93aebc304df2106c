import { setTimeout as wait } from 'node:timers/promises';
import type { PollerCall } from '../../local/index.ts';
import { apiAt } from '../support/api.ts';
import { startStack } from '../support/stack.ts';
import { fleetFor, requestsFor } from './city.ts';
import { drained } from './drained.ts';
import { functionNameOf } from './names.ts';
import { type Asking, complete, confirmed, putOnShift, type Ride, takeRides } from './riders.ts';

/** Average billed duration of invocations in ms, by function. */
export type InvocationMs = Readonly<Record<string, number>>;

export interface Times {
  /** Of functions behind queues. */
  readonly ride: InvocationMs;
  readonly completion: InvocationMs;
  /** Of the API's function: a call that waits, one that does not, and a completion by a driver. */
  readonly waiting: number;
  readonly notWaiting: number;
  readonly completing: number;
  /** Of the function that runs the branches in sequence, and of each branch in it. */
  readonly sequential: number;
  readonly branches: InvocationMs;
}

/** Rides end long before it; its message is awaited. */
const deadlineSeconds = 4;

/** The pause between two rides without a wait: one ends before the next begins. */
const pauseMs = 500;

const warmUps = 8;

/** Measures invocations on a stack without interception, with the branches' simulated delays. */
export async function timeInvocations(rides: number, signal: AbortSignal): Promise<Times> {
  const invocations = new Invocations();
  const context = { deadlineSeconds: String(deadlineSeconds) };
  const cloud = await startStack(context, { onPollerCall: (call) => invocations.add(call) });
  const api = apiAt(cloud.apiUrl, 16);
  const take = (path: Asking['path'], count: number, prefer: Asking['prefer'] = 'wait=25') =>
    takeRides(api, requestsFor(count, 3), { path, prefer, atOnce: 1, signal });
  let drivers: Awaited<ReturnType<typeof putOnShift>> | undefined;
  try {
    drivers = await putOnShift(cloud, api, fleetFor(rides));
    await complete(api, await take('rides', warmUps));
    await take('sequential-rides', 2);
    await drained(cloud, signal);
    invocations.clear();

    const waited = await take('rides', rides);
    const sent: Ride[] = [];
    while (sent.length < rides) {
      sent.push(...(await take('rides', 1, 'respond-async')));
      await wait(pauseMs, undefined, { signal });
    }
    await drained(cloud, signal);
    const ride = invocations.means();
    invocations.clear();

    const completing = await complete(api, await confirmed(api, [...waited, ...sent]));
    await drained(cloud, signal);
    const completion = invocations.means();

    const sequential = await take('sequential-rides', Math.ceil(rides / 2));
    return {
      ride,
      completion,
      waiting: billed(waited.map(({ ms }) => ms)),
      notWaiting: billed(sent.map(({ ms }) => ms)),
      completing: billed(completing),
      sequential: billed(sequential.map(({ ms }) => ms)),
      branches: branchMs(sequential),
    };
  } finally {
    await drivers?.stop();
    await api.close();
    await cloud.stop();
  }
}

function branchMs(rides: readonly Ride[]): InvocationMs {
  const branches = Object.keys(rides[0]?.view.branches ?? {});
  const durations = (branch: string) => rides.map(({ view }) => view.branches[branch]?.durationMs ?? Number.NaN);
  return Object.fromEntries(branches.map((branch) => [branch, billed(durations(branch))]));
}

/** A bill is a sum, so it follows the mean; each duration is rounded up to the next millisecond. */
const billed = (durations: readonly number[]): number =>
  durations.reduce((sum, ms) => sum + Math.ceil(ms), 0) / durations.length;

class Invocations {
  readonly #durations = new Map<string, number[]>();

  add({ functionName, operation, ms }: PollerCall): void {
    if (operation !== 'Invoke') return;
    const name = functionNameOf(functionName);
    this.#durations.set(name, [...(this.#durations.get(name) ?? []), ms]);
  }

  clear(): void {
    this.#durations.clear();
  }

  means(): InvocationMs {
    return Object.fromEntries([...this.#durations].map(([name, durations]) => [name, billed(durations)]));
  }
}
