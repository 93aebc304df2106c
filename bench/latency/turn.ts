import { setTimeout as wait } from 'node:timers/promises';
import { each } from '../../cli/each.ts';
import type { Asked, Flow } from './flow.ts';
import type { Trip } from './trips.ts';

/** How many rides are completed concurrently between two turns. */
const freedAtOnce = 4;

/** The events of a completed ride should be handled before the next turn is measured. */
const restMs = (rides: number): number => 50 + 2 * rides;

/**
 * One flow's turn: each caller requests its share of the trips, one ride after the other. The callers' starts are spread
 * over `spreadMs`, as independent callers do not start together.
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

/** Frees the drivers of a turn's rides and lets the stack become idle. */
export async function freeDrivers(flow: Flow, asked: readonly Asked[]): Promise<void> {
  const confirmed = asked.flatMap(({ view }) => (view?.status === 'confirmed' ? [view] : []));
  await each(confirmed, freedAtOnce, (view) => flow.free(view));
  await wait(restMs(asked.length));
}
