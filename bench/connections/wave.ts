import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { mulberry32 } from '../../cli/mulberry32.ts';
import { shuffled } from '../support/shuffled.ts';
import type { Answer, PlannedRider } from './rider.ts';
import type { Ask } from './riders-process.ts';
import { type ModelRide, newRideId, type RidesTable } from './rides-table.ts';
import type { Usage, WaitingServer } from './waiting-server.ts';

/** The number of riders, and the rate per second at which they arrive and later their rides end. */
export interface WavePlan {
  readonly riders: number;
  readonly rate: number;
}

/** The observations of one wave. */
export interface WaveRecord {
  readonly riders: number;
  /** How many riders the server can serve at once, where that is limited. */
  readonly seats: number | undefined;
  readonly answers: readonly Answer[];
  /** When the first ride ended, in epoch milliseconds. */
  readonly firstEndAt: number;
  /** Before anybody arrived, and while all were waiting. */
  readonly idle: Usage;
  readonly waiting: Usage;
  /** Of the server and of the embedded cloud, while all were waiting and no ride ended: in cores. */
  readonly serverCores: number;
  readonly cloudCores: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** The shortest duration, even of a small wave, so that riders and ends are spread over time. */
const shortestMs = 2_000;

const durationMs = ({ riders, rate }: WavePlan): number => Math.max(shortestMs, (1000 * riders) / rate);

/** Time for everybody to connect, and for the processor time to be measured. */
const holdMs = 2_500;

/** Some riders wait for several rides: signing a token for each would take as long as the wave. */
const identities = 100;

/** A generous estimate of how long it takes to write the rides before the first rider asks. */
const writeMs = (rides: number) => 500 + rides / 2;

/** Sends riders to a server, ends their rides in random order, and collects the answers. */
export async function wave(
  server: WaitingServer,
  table: RidesTable,
  model: ModelRide,
  plan: WavePlan,
  signal: AbortSignal,
): Promise<WaveRecord> {
  const idle = await server.usage();
  const riders = plannedRiders(plan, server.name);
  const crowd = startRiders();
  try {
    await table.request(model, riders, signal);
    const answers = crowd.ask({ origin: server.origin, riders });
    // Awaited below; ignored when something else fails first.
    answers.catch(() => {});
    await wait(Math.max(0, lastAsk(riders) - Date.now()), undefined, { signal });
    const load = await loadWhile(server, () => wait(holdMs, undefined, { signal }));
    const firstEndAt = await table.end(model, shuffled(riders, mulberry32(1)), durationMs(plan), signal);
    return {
      riders: plan.riders,
      seats: server.seats,
      answers: await answers,
      firstEndAt,
      idle,
      ...load,
      errors: server.errors(),
    };
  } finally {
    await crowd.stop();
  }
}

function plannedRiders(plan: WavePlan, about: string): PlannedRider[] {
  const firstAsk = Date.now() + writeMs(plan.riders);
  return Array.from({ length: plan.riders }, (_, index) => ({
    riderId: `rider-${index % identities}`,
    rideId: newRideId(`${about} ${firstAsk} ${index}`),
    asksAt: Math.round(firstAsk + (durationMs(plan) * index) / plan.riders),
  }));
}

const lastAsk = (riders: readonly PlannedRider[]): number => riders.at(-1)?.asksAt ?? 0;

async function loadWhile(server: WaitingServer, work: () => Promise<void>) {
  const before = await server.usage();
  const [startedAt, cloudBefore] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cloudBefore);
  const ms = performance.now() - startedAt;
  const waiting = await server.usage();
  return { waiting, serverCores: (waiting.cpuMs - before.cpuMs) / ms, cloudCores: (user + system) / 1000 / ms };
}

function startRiders() {
  // In its own process group, so that on Ctrl-C `stop` ends it.
  const child = fork(path.join(import.meta.dirname, 'riders-process.ts'), { detached: true });
  const exited = once(child, 'exit');
  return {
    ask: (request: Ask): Promise<readonly Answer[]> => {
      child.send(request);
      return Promise.race([once(child, 'message').then(([answers]) => answers), exited.then(endedEarly)]);
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

function endedEarly([code, signal]: unknown[]): never {
  throw new Error(`The riders' process ended early: ${signal ?? `exit status ${code}`}.`);
}
