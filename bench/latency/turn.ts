import { setTimeout as wait } from 'node:timers/promises';
import { each } from '../../cli/each.ts';
import type { Asked, Flow } from './flow.ts';
import type { Trip } from './trips.ts';

/** How many rides at once are completed between two turns. */
const freedAtOnce = 4;

/** What follows from a completed ride (its events) should be over before the next turn is measured. */
const restMs = (rides: number): number => 50 + 2 * rides;

/**
 * One flow's turn: each caller asks for its share of the trips, one ride after the other. Callers begin spread over
 * `spreadMs`, because callers who don't know of each other don't begin together.
 */
export async function turn(flow: Flow, callers: number, trips: readonly Trip[], spreadMs: number): Promise<Asked[]> {
  const asked: Asked[] = [];
  const call = async (_: unknown, caller: number) => {
    await wait((caller / callers) * spreadMs);
    for (const trip of trips.filter((_, index) => index % callers === caller)) asked.push(await flow.ask(trip));
  };
  await Promise.all(Array.from({ length: callers }, call));
  return asked;
}

/** Frees the drivers of a turn's rides and lets the stack come to rest. */
export async function freeDrivers(flow: Flow, asked: readonly Asked[]): Promise<void> {
  const confirmed = asked.flatMap(({ view }) => (view?.status === 'confirmed' ? [view] : []));
  await each(confirmed, freedAtOnce, (view) => flow.free(view));
  await wait(restMs(asked.length));
}
