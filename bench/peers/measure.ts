import { setTimeout as wait } from 'node:timers/promises';
import { branches } from '../../core/branches.ts';
import { percentile } from '../support/percentiles.ts';
import type { Asked, Callers } from './callers.ts';
import { inTurn } from './in-turn.ts';

/** How long the branches take, in milliseconds, in the order of the registry. */
export const usualDelays: readonly number[] = Object.values(branches).map(({ simulatedMs }) => simulatedMs);
export const slowestMs = Math.max(...usualDelays);
const noDelays = usualDelays.map(() => 0);

/** Numbers of concurrent callers: to measure their waits, and the engine's capacity. */
export const crowd = 50;
export const capacityCallers = 64;

/** How many rides the crowd requests, as a multiple of those of the one caller. */
export const crowdShare = 15;

/**
 * Warm-up rides before each kind of measurement: code gets compiled, connections and workers are started,
 * and engines that adapt to their load adapt to this one. The first come from few callers, as many would
 * overload some engines, which is no proper warm-up for one caller.
 */
const few = 10;
const warmUpShare = 6;
const crowdWarmUpShare = 2;

/** A burst ends after so many rides, or after this time. */
const burst = { rides: 10 * capacityCallers, ms: 2_000 };

/** Bursts are repeated until they have taken this long altogether. */
const burstsMs = 2_000;

/** The results of one round for one engine. */
export interface Measured {
  readonly alone: Overhead;
  readonly crowd: Overhead;
  /** When the branches take no time. */
  readonly ridesPerSecond: number;
  /** Processor time of a ride then, in milliseconds, of all processes of the engine; NaN where it is not known. */
  readonly processorMs: number;
  readonly asked: number;
  /** Why some of the rides were refused. They do not count in the figures above. */
  readonly refusals: readonly string[];
}

/** Milliseconds beyond the slowest branch. */
export interface Overhead {
  readonly p50: number;
  readonly p99: number;
}

/** Returns the processor time of an engine so far. */
export type Processor = () => number;

/** @param rides how many the one caller requests */
export async function measure(callers: Callers, rides: number, processor: Processor): Promise<Measured> {
  const asked: Asked[] = [];
  const noted: Callers['ask'] = async (delays) => {
    const one = await callers.ask(delays);
    asked.push(one);
    return one;
  };
  const measured = { ...callers, ask: noted };
  await latenciesOf(callers, few, warmUpShare * few);
  const alone = overheadOf(await latenciesOf(measured, 1, rides));
  await latenciesOf(callers, crowd, crowdWarmUpShare * crowd);
  const crowded = overheadOf(await latenciesOf(measured, crowd, crowdShare * rides));
  await burstOf(callers, processor);
  const capacity = await capacityOf(measured, processor);
  const refusals = asked.flatMap(({ refusal }) => refusal ?? []);
  return { alone, crowd: crowded, ...capacity, asked: asked.length, refusals };
}

/** Callers start one after the other: if they started all at once, they would stay in step. */
async function latenciesOf(callers: Callers, atOnce: number, rides: number): Promise<Asked[]> {
  const asked = await inTurn(atOnce, rides, async (index) => {
    if (index < atOnce) await wait((slowestMs * index) / atOnce);
    return callers.ask(usualDelays);
  });
  await callers.rest();
  return asked;
}

/** How long rides took beyond their slowest branch. */
export function overheadOf(asked: readonly Asked[]): Overhead {
  const ms = asked.filter(({ refusal }) => refusal === undefined).map((ride) => ride.ms - slowestMs);
  return { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) };
}

async function capacityOf(
  callers: Callers,
  processor: Processor,
): Promise<Pick<Measured, 'ridesPerSecond' | 'processorMs'>> {
  const bursts: Burst[] = [];
  const sumOf = (figure: (burst: Burst) => number) => bursts.reduce((sum, burst) => sum + figure(burst), 0);
  while (sumOf(({ ms }) => ms) < burstsMs) bursts.push(await burstOf(callers, processor));
  const rides = sumOf((burst) => burst.rides);
  return {
    ridesPerSecond: (rides / sumOf(({ ms }) => ms)) * 1000,
    processorMs: sumOf((burst) => burst.processorMs) / rides,
  };
}

interface Burst {
  readonly rides: number;
  readonly ms: number;
  readonly processorMs: number;
}

/** Rides without delay, and how long it took until the last of them was answered. */
async function burstOf(callers: Callers, processor: Processor): Promise<Burst> {
  const startedAt = performance.now();
  const before = processor();
  const isOver = () => performance.now() - startedAt > burst.ms;
  const asked = await inTurn(capacityCallers, burst.rides, () => callers.ask(noDelays), isOver);
  const ms = performance.now() - startedAt;
  const after = processor();
  await callers.rest();
  return {
    rides: asked.filter(({ refusal }) => refusal === undefined).length,
    ms,
    processorMs: after - before,
  };
}
