import { asDriver, asRider } from '../../cli/callers.ts';
import { DriverHeartbeats } from '../../cli/driver-heartbeats.ts';
import { each } from '../../cli/each.ts';
import type { FleetDriver } from '../../cli/fleet.ts';
import type { RideView } from '../../core/ride-view.ts';
import type { Cloud } from '../../local/index.ts';
import type { Answer, Api } from '../support/api.ts';
import { dynamoOf } from './service-client.ts';

/** How a rider asks: whether they wait for the outcome, and which API. */
export interface Asking {
  readonly path: 'rides' | 'sequential-rides';
  readonly prefer: 'wait=25' | 'respond-async';
  /** The number of concurrent requests. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

/** An answer and its rider. */
export interface Ride {
  readonly riderId: string;
  readonly view: RideView;
  /** The duration of the call. */
  readonly ms: number;
}

let riders = 0;

/** Requests these rides. Throws when one is refused. */
export async function takeRides(api: Api, requests: readonly unknown[], asking: Asking): Promise<Ride[]> {
  const rides: Ride[] = [];
  await each(requests, asking.atOnce, async (body) => {
    asking.signal.throwIfAborted();
    riders += 1;
    const riderId = `rider-${riders}`;
    const headers = { ...(await asRider(riderId)), prefer: asking.prefer };
    const answer = await api.call<RideView>('POST', asking.path, { headers, body });
    rides.push({ riderId, view: accepted(answer), ms: answer.ms });
  });
  return rides;
}

/** Rides that expire on a slow machine need other requests; so few of them do not affect the figures. */
const toleratedShare = 0.01;

/** The confirmed rides. Throws when more than a few others are among them. */
export async function confirmed(api: Api, rides: readonly Ride[]): Promise<Ride[]> {
  const ended: Ride[] = [];
  await each(rides, atOnce, async ({ riderId, view, ms }) => {
    const answer = await api.call<RideView>('GET', `rides/${view.rideId}`, { headers: await asRider(riderId) });
    ended.push({ riderId, view: accepted(answer), ms });
  });
  const others = ended.filter(({ view }) => view.status !== 'confirmed');
  if (others.length > toleratedShare * ended.length) throw new Error(complaint(others, ended.length));
  return ended.filter(({ view }) => view.status === 'confirmed');
}

function complaint(others: readonly Ride[], rides: number): string {
  const why = new Set(others.flatMap(({ view }) => [view.status, ...view.reasons.map(({ code }) => code)]));
  return (
    `${others.length} of ${rides} rides were not confirmed (${[...why].join(', ')}), so their requests are not those of ` +
    'a ride. Run it on a less busy machine, or with fewer --rides.'
  );
}

/** Completes the rides, one after the other, as their drivers would. Resolves to the calls' durations in ms. */
export async function complete(api: Api, rides: readonly Ride[]): Promise<number[]> {
  const took: number[] = [];
  await each(rides, 1, async ({ view }) => {
    const headers = await asDriver(view.outcome?.driver.driverId ?? '');
    const answer = await api.call('POST', `rides/${view.rideId}/complete`, { headers });
    accepted(answer);
    took.push(answer.ms);
  });
  return took;
}

/**
 * Puts the drivers on shift. Until stopped, the benchmark's own writes keep them fresh: a driver's report is
 * not part of a ride, and must not take a worker from one.
 */
export async function putOnShift(
  { environment, outputs }: Pick<Cloud, 'environment' | 'outputs'>,
  api: Api,
  fleet: readonly FleetDriver[],
): Promise<Pick<DriverHeartbeats<FleetDriver>, 'stop'>> {
  await each(fleet, atOnce, async ({ driverId, report }) => {
    accepted(await api.call('PUT', `drivers/${driverId}`, { headers: await asDriver(driverId), body: report }));
  });
  const dynamo = dynamoOf({ environment });
  const heartbeats = new DriverHeartbeats(
    ({ driverId }: FleetDriver) =>
      dynamo.call('UpdateItem', {
        TableName: outputs.DriversTableName,
        Key: { driverId: { S: driverId } },
        UpdateExpression: 'SET reportedAt = :now',
        ExpressionAttributeValues: { ':now': { S: new Date().toISOString() } },
      }),
    fleet,
  );
  return {
    stop: async () => {
      await heartbeats.stop();
      await dynamo.close();
    },
  };
}

/** For the calls that are not counted: as many as the smallest stack admits. */
const atOnce = 2;

function accepted<Body>({ status, body }: Answer<Body>): Body {
  if (status === 200 || status === 202) return body;
  throw new Error(`The API answered ${status}: ${JSON.stringify(body)}`);
}
