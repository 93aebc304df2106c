import { signal } from '@preact/signals';
import type { RideHolds } from '../../cli/console/protocol.ts';
import type { Flow } from '../../client/index.ts';
import { backend } from './backend.ts';
import { config } from './state.ts';
import type { Hop } from './tell-race.ts';

/** What the stack holds of a ride once its race is over: its record and drivers as they are now, and its trace. */
export interface Aftermath {
  readonly holds?: RideHolds | undefined;
  readonly hops?: readonly Hop[] | undefined;
}

const nothing: Readonly<Record<Flow, Aftermath>> = { parallel: {}, sequential: {} };

export const aftermath = signal(nothing);

/** Drivers are released and log lines arrive within moments of the outcome; leases end some time later. */
const quickLooks = 5;
const quickMs = 1_000;
const slowMs = 5_000;
/** No more steps are expected after that. */
const looksForHops = 20;

/** The race that is watched; earlier ones are no longer polled. */
let watched = 0;

/** Forgets the previous race. */
export function forgetAftermath(): void {
  watched += 1;
  aftermath.value = nothing;
}

export interface Watching {
  /** The ride's id, as soon as it is known. */
  findRide(): string | undefined;
  /** Whether its steps are logged: a process that dies in the middle of a sequential ride has logged none. */
  isLogged(): boolean;
}

/**
 * Polls what is left of a ride until another race begins. Only where the page sees into the stack. The ride's id may become
 * known only after its call has failed.
 */
export function watchAftermath(flow: Flow, watching: Watching): void {
  if (config.value?.insides) void watch(flow, watching, watched);
}

async function watch(flow: Flow, { findRide, isLogged }: Watching, race: number): Promise<void> {
  for (let looks = 0; race === watched; looks += 1) {
    const rideId = findRide();
    if (rideId !== undefined) {
      const [holds, hops] = await Promise.all([
        // Better nothing than stale data.
        backend.holds(rideId).catch(() => undefined),
        isLogged() && looks < looksForHops ? hopsOf(rideId) : aftermath.value[flow].hops,
      ]);
      if (race === watched) aftermath.value = { ...aftermath.value, [flow]: { holds, hops } };
    }
    await new Promise((resolve) => setTimeout(resolve, looks < quickLooks ? quickMs : slowMs));
  }
}

/** Log lines may have been dropped. */
const hopsOf = (rideId: string): Promise<readonly Hop[] | undefined> =>
  backend.trace(rideId).then(
    ({ trace }) => trace.hops,
    () => undefined,
  );
