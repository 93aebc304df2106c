import { setTimeout as wait } from 'node:timers/promises';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { rideOf, type RideItem as StoredRide } from '../../adapters/ride-items.ts';
import { asDriver, asRider } from '../../cli/callers.ts';
import { seedDrivers } from '../../cli/driver-heartbeats.ts';
import { each } from '../../cli/each.ts';
import { type Cloud, type QueueFigures, startCloud } from '../../local/index.ts';
import { functionNameOf } from '../cost/names.ts';
import { type Api, apiAt } from '../support/api.ts';
import { itemsOf, tablesOf } from '../support/tables.ts';
import { type DriverItem, type Figures, figuresOf, type RideItem, type Seen } from './figures.ts';
import { type Crowd, type CrowdDriver, crowdOf, point } from './shapes.ts';

/** The longest wait that the API allows. */
export const longestWaitSeconds = 25;

/** Warm-up rides that have the functions' code compiled, far from any crowd: in the Pacific. */
const warmUps = { ...point, riders: 24, drivers: 24 };
const pacific = { lat: -20, lng: -130 };

/** Runs a crowd on its own stack: requests its rides, inspects the results, and completes the rides. */
export async function runCrowd(
  assemblyDirectory: string,
  crowd: Crowd,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<Figures> {
  let timedOut = 0;
  const cloud = await startCloud({
    assemblyDirectory,
    keptLogs: false,
    onLog: ({ stream, line }) => {
      if (stream === 'platform' && line.startsWith('Sandbox.Timedout')) timedOut += 1;
    },
  });
  const stack = new CrowdedStack(cloud, crowd.riders.length, signal);
  try {
    const warm = crowdOf(warmUps, 0, 'warm-up', pacific);
    await stack.putOnShift(warm.drivers);
    await stack.ask(warm, longestWaitSeconds);
    await stack.complete();
    await stack.stopReports();
    await stack.putOnShift(crowd.drivers);
    const callsBefore = await stack.matchingCalls();
    const asked = await stack.ask(crowd, waitSeconds);
    const calls = (await stack.matchingCalls()) - callsBefore;
    const ended = { ...(await stack.stored()), at: new Date().toISOString() };
    const isOver = await stack.complete();
    const { drivers: driversAfter } = await stack.stored();
    return figuresOf(crowd, { ...asked, ...ended, calls, driversAfter, timedOut, isOver: asked.isOver && isOver });
  } finally {
    await stack.close();
    await cloud.stop();
  }
}

const atOnce = 8;
const dropoff = { lat: 37.8044, lng: -122.2712 };
const staleMs = 10 * 60_000;

const lookEveryMs = 150;
/** A message in transit from a topic to a queue is in neither, but hardly for so many checks in a row. */
const quietLooks = 5;
/** Longer than a failed message is hidden. */
const longestUnrestMs = 90_000;

class CrowdedStack {
  readonly #cloud: Cloud;
  readonly #api: Api;
  readonly #dynamo: DynamoDBDocumentClient;
  readonly #signal: AbortSignal;
  readonly #heartbeats: { stop(): Promise<void> }[] = [];

  constructor(cloud: Cloud, riders: number, signal: AbortSignal) {
    this.#cloud = cloud;
    this.#api = apiAt(cloud.apiUrl, riders + atOnce);
    this.#dynamo = tablesOf(cloud);
    this.#signal = signal;
  }

  /** Drivers report once; those that are not stale keep reporting. */
  async putOnShift(drivers: readonly CrowdDriver[]): Promise<void> {
    const report = async ({ driverId, position, product }: CrowdDriver) => {
      const request = { headers: await asDriver(driverId), body: { position, product, onShift: true } };
      const { status } = await this.#api.call('PUT', `drivers/${driverId}`, request);
      if (status !== 200) throw new Error(`${driverId} could not go on shift: the API answered ${status}.`);
    };
    const silent = drivers.filter(({ stale }) => stale);
    await each(silent, atOnce, async (driver) => {
      await report(driver);
      const lastReport = {
        TableName: this.#cloud.outputs.DriversTableName,
        Key: { driverId: driver.driverId },
        UpdateExpression: 'SET reportedAt = :then',
        ExpressionAttributeValues: { ':then': new Date(Date.now() - staleMs).toISOString() },
      };
      await this.#dynamo.send(new UpdateCommand(lastReport));
    });
    const others = drivers.filter(({ stale }) => !stale);
    this.#heartbeats.push(await seedDrivers(others, report, { atOnce }));
  }

  /** Each rider requests a ride on arrival. Resolves when all rides have ended, to whether their messages were handled. */
  async ask({ riders }: Crowd, waitSeconds: number): Promise<Pick<Seen, 'answeredMs' | 'seconds' | 'isOver'>> {
    const prefer = waitSeconds > 0 ? `wait=${waitSeconds}` : 'respond-async';
    // Signing tokens is not part of the measurement.
    const signed = await Promise.all(
      riders.map(async (rider) => ({ ...rider, headers: await asRider(rider.riderId) })),
    );
    const startedAt = performance.now();
    const answeredMs = await Promise.all(
      signed.map(async ({ headers, pickup, product, afterMs }) => {
        await wait(afterMs, undefined, { signal: this.#signal });
        const body = { pickup, dropoff, product, paymentMethodId: 'pm_card_visa' };
        return (await this.#api.call('POST', 'rides', { headers: { ...headers, prefer }, body })).ms;
      }),
    );
    while ((await this.stored()).rides.some(({ status }) => status === 'requested')) await this.#pause();
    const seconds = (performance.now() - startedAt) / 1000;
    return { answeredMs, seconds, isOver: await this.#isOver() };
  }

  /** Completes the confirmed rides, as their drivers would; resolves to whether all messages were handled. */
  async complete(): Promise<boolean> {
    const confirmed = (await this.stored()).rides.filter(({ status }) => status === 'confirmed');
    await each(confirmed, atOnce, async ({ rideId, outcome }) => {
      const headers = await asDriver(outcome?.driver.driverId ?? '');
      await this.#api.call('POST', `rides/${rideId}/complete`, { headers });
    });
    const isOver = await this.#isOver();
    // A release in transit between topic and queue is in neither, on a busy machine for longer than the checks take.
    const startedAt = performance.now();
    const isHeld = async () => (await this.stored()).drivers.some(({ heldBy }) => heldBy !== undefined);
    while (performance.now() - startedAt < longestUnrestMs && (await isHeld())) await this.#pause();
    return isOver;
  }

  /** Requests of driver-matching to DynamoDB so far. */
  async matchingCalls(): Promise<number> {
    const requests = Object.entries(await this.#cloud.databaseRequests());
    const ofMatching = requests.filter(([name]) => functionNameOf(name) === 'driver-matching');
    return ofMatching.reduce((sum, [, count]) => sum + count, 0);
  }

  async stored(): Promise<{ rides: RideItem[]; drivers: DriverItem[] }> {
    const { RidesTableName, DriversTableName } = this.#cloud.outputs;
    return {
      rides: (await itemsOf<StoredRide>(this.#dynamo, RidesTableName)).map(rideOf),
      drivers: await itemsOf(this.#dynamo, DriversTableName),
    };
  }

  async stopReports(): Promise<void> {
    await Promise.all(this.#heartbeats.splice(0).map((heartbeats) => heartbeats.stop()));
  }

  async close(): Promise<void> {
    await this.stopReports();
    this.#dynamo.destroy();
    await this.#api.close();
  }

  /** Whether all queues become empty. Deadline messages are for later and do not count. */
  async #isOver(): Promise<boolean> {
    const startedAt = performance.now();
    for (let quiet = 0; quiet < quietLooks; ) {
      if (performance.now() - startedAt > longestUnrestMs) return false;
      await this.#pause();
      const answer = await fetch(new URL('/_cloud/queues', this.#cloud.apiUrl));
      const { queues } = (await answer.json()) as { readonly queues: readonly QueueFigures[] };
      const isIdle = queues.every(
        ({ visible, inFlight, deadLettersOf }) => deadLettersOf.length > 0 || visible + inFlight === 0,
      );
      quiet = isIdle ? quiet + 1 : 0;
    }
    return true;
  }

  #pause(): Promise<void> {
    return wait(lookEveryMs, undefined, { signal: this.#signal });
  }
}
