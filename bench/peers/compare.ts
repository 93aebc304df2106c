import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Callers, callersOf } from './callers.ts';
import { type RunningEngine, startEngine } from './engine-process.ts';
import type { Lacking } from './engines/support/lifecycle.ts';
import { type WorkName, workVariable } from './engines/support/work.ts';
import type { Engine } from './engines.ts';
import type { Findings } from './figures.ts';
import { capacityCallers, crowd, type Measured, measure } from './measure.ts';
import type { Options } from './options.ts';
import type { Skipped } from './report.ts';

export interface Comparison {
  /** Of the engines that could be measured, in the order of the options. */
  readonly findings: readonly Findings[];
  readonly skipped: readonly Skipped[];
}

/** One engine in one round. */
interface Turn {
  readonly engine: Engine;
  readonly versions: Findings['versions'];
  readonly measured: Measured;
}

/** Runs the engines in turns, round by round, so that other load on the machine affects all of them alike. */
export async function compare(
  { rounds, rides, chosen, work }: Pick<Options, 'rounds' | 'rides' | 'chosen' | 'work'>,
  signal: AbortSignal,
): Promise<Comparison> {
  const interruption = interruptionBy(signal);
  const turns: Turn[] = [];
  const skipped = new Map<Engine, Skipped>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const engine of chosen.filter((each) => !skipped.has(each))) {
      const startedAt = performance.now();
      const turn = await takeTurn(engine, work, rides, interruption);
      const says = 'lacks' in turn ? `skipped: it lacks ${turn.lacks}` : textOf(turn.measured);
      console.error(`round ${round} of ${rounds}: ${engine.name}: ${says} (${secondsSince(startedAt)} s)`);
      if ('lacks' in turn) skipped.set(engine, { title: engine.title, lacks: turn.lacks });
      else turns.push(turn);
    }
  }
  const measured = chosen.filter((engine) => !skipped.has(engine));
  return { findings: measured.map((engine) => findingsOf(engine, turns)), skipped: [...skipped.values()] };
}

function findingsOf(engine: Engine, turns: readonly Turn[]): Findings {
  const own = turns.filter((turn) => turn.engine === engine);
  return { engine, versions: own[0]?.versions ?? {}, rounds: own.map(({ measured }) => measured) };
}

async function takeTurn(
  engine: Engine,
  work: WorkName,
  rides: number,
  interruption: Promise<never>,
): Promise<Turn | Lacking> {
  const file = path.join(import.meta.dirname, 'engines', engine.file);
  const running = await startEngine(file, { [workVariable]: work }, interruption);
  if ('lacks' in running) return running;
  const callers = callersOf(engine, work, running.url, capacityCallers);
  try {
    const measured = await Promise.race([measureIn(running, callers, rides), interruption]);
    return { engine, versions: running.versions, measured };
  } finally {
    await running.stop();
    await callers.close();
  }
}

/** How long a process may take to end after its connections broke. */
const collapseMs = 500;

async function measureIn({ failure, processorMs }: RunningEngine, callers: Callers, rides: number): Promise<Measured> {
  try {
    return await Promise.race([measure(callers, rides, processorMs), failure]);
  } catch (error) {
    // The engine's own output says more than a broken connection.
    await Promise.race([failure, wait(collapseMs)]);
    throw error;
  }
}

/** Rejects when the signal is aborted. */
function interruptionBy(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

function textOf(measured: Measured): string {
  const beyond = (ms: number) => `${ms.toFixed(1)} ms`;
  const { alone, ridesPerSecond, processorMs, refusals } = measured;
  const parts = [
    `1 caller waits ${beyond(alone.p50)} longer`,
    `${crowd} callers ${beyond(measured.crowd.p50)}`,
    `${ridesPerSecond.toFixed(0)} rides/s`,
    ...(Number.isNaN(processorMs) ? [] : [`${processorMs.toFixed(1)} ms of processor time a ride`]),
    ...(refusals.length > 0 ? [`${refusals.length} of ${measured.asked} rides refused`] : []),
  ];
  return parts.join(', ');
}

const secondsSince = (startedAt: number): string => ((performance.now() - startedAt) / 1000).toFixed(0);
