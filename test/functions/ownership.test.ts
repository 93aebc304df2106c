import '../support/quiet-telemetry.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { apiHandler } from '../../adapters/http/api-handler.ts';
import { identity } from '../../adapters/http/identity.ts';
import type { DriverReport } from '../../core/messages.ts';
import type { Role } from '../../core/names.ts';
import type { Ride } from '../../core/ride.ts';
import { WaitPace } from '../../core/wait-pace.ts';
import { cancelRide, completeRide } from '../../functions/api/end-ride.ts';
import { getRide } from '../../functions/api/get-ride.ts';
import { listRides } from '../../functions/api/list-rides.ts';
import type { ApiPorts } from '../../functions/api/ports.ts';
import { postRide } from '../../functions/api/post-ride.ts';
import { putDriver } from '../../functions/api/put-driver.ts';
import { apiTerms } from '../support/api-terms.ts';
import { inMemoryGatherQueue, inMemoryRideEvents, inMemoryRideRequests } from '../support/in-memory-messaging.ts';
import { inMemoryQuotaStore } from '../support/in-memory-quota-store.ts';
import { type InMemoryRideStore, inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { openAdmission } from '../support/open-admission.ts';
import { aFare, aPayment, aRide, aRideRequest, pickup, requestedAt } from '../support/rides.ts';
import { aContext } from '../support/sqs-events.ts';

const rideId = `ride_${'1'.repeat(32)}`;
const unmatchedId = `ride_${'2'.repeat(32)}`;

/** Names as identity providers give them: `|` is sent percent-encoded, and a name may have a percent sign itself. */
const [alice, bob, dan, eve] = ['auth0|alice', 'auth0|bob', 'auth0|64f1', 'auth0%7C64f1'];

const confirmedRide = (): Ride =>
  aRide({
    rideId,
    riderId: alice,
    status: 'confirmed',
    pending: new Set(),
    settledAt: requestedAt,
    outcome: {
      driver: { driverId: dan, pickupSeconds: 187, pickupDistanceMeters: 1_300 },
      trip: { distanceMeters: 6_500, durationSeconds: 936, source: 'estimate' },
      fare: aFare(),
      payment: aPayment(),
    },
  });

let rides: InMemoryRideStore;
let reports: string[];
let handler: ReturnType<typeof apiHandler>;

beforeEach(() => {
  rides = inMemoryRideStore(confirmedRide(), aRide({ rideId: unmatchedId, riderId: bob }));
  reports = [];
  const ports = {
    rides,
    records: rides,
    drivers: {
      report: async (driverId: string, report: DriverReport, { reportedAt }: { reportedAt: string }) => {
        reports.push(driverId);
        return { ...report, reportedAt };
      },
    },
    events: inMemoryRideEvents(),
    gatherQueue: inMemoryGatherQueue(),
    deadlines: inMemoryGatherQueue(),
    requested: inMemoryRideRequests(),
    admission: openAdmission(manualClock(requestedAt).clock),
    quotas: inMemoryQuotaStore(),
    clock: manualClock(requestedAt).clock,
    wait: async () => {},
    randomId: () => 'a-call',
    retentionDays: 30,
    pace: new WaitPace(),
    // Says of each bearer that they are whom the token names.
    identity: identity(async (token) => {
      const [role = '', id = ''] = Buffer.from(token, 'base64url').toString().split('\n');
      return { id, roles: new Set([role as Role]) };
    }),
  } as unknown as ApiPorts;
  handler = apiHandler({
    'POST /rides': postRide(ports, apiTerms),
    'GET /rides': { withQuery: listRides(ports) },
    'GET /rides/{rideId}': getRide(ports),
    'POST /rides/{rideId}/cancel': cancelRide(ports),
    'POST /rides/{rideId}/complete': completeRide(ports),
    'PUT /drivers/{driverId}': putDriver(ports),
  });
});

/** Calls as a rider or driver, with these path parameters as a gateway hands them over. */
async function call(route: string, role: Role, id: string, more: Partial<APIGatewayProxyEvent> = {}) {
  const [httpMethod = '', resource = ''] = route.split(' ');
  const token = Buffer.from(`${role}\n${id}`).toString('base64url');
  const requestContext = { requestTimeEpoch: Date.now(), path: `/v1${resource}` };
  const event = {
    httpMethod,
    resource,
    requestContext,
    headers: { Authorization: `Bearer ${token}` },
    body: null,
    ...more,
  };
  const { statusCode, body } = await handler(event as APIGatewayProxyEvent, aContext());
  return { status: statusCode, ...(JSON.parse(body) as { code?: string }) };
}

const about = (id: string) => ({ pathParameters: { rideId: id } });
const statusOfRide = async () => (await rides.get(rideId))?.status;

describe('a ride', () => {
  it("is its rider's to look at and to cancel", async () => {
    expect(await call('GET /rides/{rideId}', 'rider', alice, about(rideId))).toMatchObject({
      status: 'confirmed',
      rideId,
    });
    await call('POST /rides/{rideId}/cancel', 'rider', alice, about(rideId));
    expect(await statusOfRide()).toBe('cancelled');
  });

  it("is its driver's to complete", async () => {
    await call('POST /rides/{rideId}/complete', 'driver', dan, about(rideId));
    expect(await statusOfRide()).toBe('completed');
  });

  it.each([
    ['another rider looks at it', 'GET /rides/{rideId}', 'rider', bob],
    ['another rider cancels it', 'POST /rides/{rideId}/cancel', 'rider', bob],
    ["a rider of its driver's name looks at it", 'GET /rides/{rideId}', 'rider', dan],
    ["a rider of its driver's name cancels it", 'POST /rides/{rideId}/cancel', 'rider', dan],
    ['another driver completes it', 'POST /rides/{rideId}/complete', 'driver', eve],
    ["a driver of its rider's name completes it", 'POST /rides/{rideId}/complete', 'driver', alice],
  ] as const)('is not there when %s', async (_, route, role, id) => {
    const { code } = await call(route, role, id, about(rideId));
    expect(code).toBe('ride_not_found');
    expect(await statusOfRide()).toBe('confirmed');
  });

  it("that has no driver yet is nobody's to complete", async () => {
    for (const id of [dan, bob, 'undefined']) {
      const { code } = await call('POST /rides/{rideId}/complete', 'driver', id, about(unmatchedId));
      expect(code).toBe('ride_not_found');
    }
  });

  it.each(['ride%5F', 'rid%65_'])('is found by its id as it was sent: %s', async (beginning) => {
    const found = await call('GET /rides/{rideId}', 'rider', alice, about(`${beginning}${'1'.repeat(32)}`));
    expect(found).toMatchObject({ rideId });
  });

  it.each([
    ['nothing', ''],
    ['half an escape', '%'],
    ['a malformed escape', '%zz'],
    ['an escape of what is no text', '%E0%A4%A'],
    ['an escaped NUL', '%00'],
    ['its id and half an escape', `${rideId}%`],
    ['its id, encoded twice', `ride%255F${'1'.repeat(32)}`],
    ['more than a key can be', 'x'.repeat(3_000)],
  ])('is not found by %s', async (_, id) => {
    expect(await call('GET /rides/{rideId}', 'rider', alice, about(id))).toMatchObject({ code: 'ride_not_found' });
  });
});

it('is shown to its driver without a word of its rider', async () => {
  const { status, ...ride } = await call('POST /rides/{rideId}/complete', 'driver', dan, about(rideId));
  expect(ride).toMatchObject({ rideId });
  expect(JSON.stringify(ride)).not.toMatch(/alice|pm_card/);
});

it('is read as it was last written', async () => {
  const get = vi.spyOn(rides, 'get');
  await call('GET /rides/{rideId}', 'rider', alice, about(rideId));
  expect(get.mock.calls[0]).toEqual([rideId, 'latest']);
});

describe('a request for a ride', () => {
  const body = JSON.stringify(aRideRequest());
  const headersOf = (role: Role, id: string) => ({
    Authorization: `Bearer ${Buffer.from(`${role}\n${id}`).toString('base64url')}`,
    Prefer: 'respond-async',
  });

  it('makes a ride of the rider whose token it has', async () => {
    const asked = { body, headers: headersOf('rider', bob) };
    const { rideId: made } = (await call('POST /rides', 'rider', bob, asked)) as { rideId?: string };
    expect((await rides.get(made ?? ''))?.riderId).toBe(bob);
  });

  it('makes none with the token of a driver', async () => {
    const { status, code } = await call('POST /rides', 'driver', bob, { body, headers: headersOf('driver', bob) });
    expect([status, code]).toEqual([403, 'insufficient_scope']);
  });
});

describe('an end', () => {
  it.each([
    ['cancel', 'rider', alice],
    ['complete', 'driver', dan],
  ] as const)('takes no body: %s', async (end, role, id) => {
    const body = JSON.stringify({ reason: 'none' });
    const answer = await call(`POST /rides/{rideId}/${end}`, role, id, { ...about(rideId), body });
    expect(answer).toMatchObject({ status: 400, code: 'unknown_field', field: 'reason' });
    expect(await statusOfRide()).toBe('confirmed');
  });
});

describe("a driver's report", () => {
  const body = JSON.stringify({ position: pickup, onShift: true });
  const reportOf = (driverId: string, by: string) =>
    call('PUT /drivers/{driverId}', 'driver', by, { pathParameters: { driverId }, body });

  it.each([
    ['driver-1', 'driver-1'],
    [dan, dan],
    [dan, encodeURIComponent(dan)],
    [dan, 'auth0%7c64f1'],
    [eve, eve],
    [eve, encodeURIComponent(eve)],
    ['100%', '100%'],
    ['100%', '100%25'],
    ['a/b', 'a%2Fb'],
    ['%E0%A4%A', '%E0%A4%A'],
    ['x+y', 'x+y'],
  ])('by %s for %s is of that driver', async (by, sent) => {
    expect(await reportOf(sent, by)).toMatchObject({ driverId: by });
    expect(reports).toEqual([by]);
  });

  it.each([
    ['driver-1', 'driver-2'],
    ['driver-1', 'driver-1%20'],
    ['driver-1', ''],
    ['driver-1', '%'],
    ['driver-1', '%zz'],
    [dan, 'auth0%257C64f1'],
    ['auth0|', '%7Cauth0'],
    ['x y', 'x+y'],
  ])('by %s for %s is refused', async (by, sent) => {
    expect(await reportOf(sent, by)).toMatchObject({ status: 403, code: 'not_this_driver' });
    expect(reports).toEqual([]);
  });
});

describe('a list of rides', () => {
  it.each(['%zz', '%', 'ride%5F', '\u0000'])('is refused with what is no cursor: %o', async (next) => {
    const query = { queryStringParameters: { next }, multiValueQueryStringParameters: { next: [next] } };
    expect((await call('GET /rides', 'rider', alice, query)).code).toBe('invalid_cursor');
  });

  it.each([
    ['0', 400],
    ['1', 200],
    ['100', 200],
    ['101', 400],
    ['1e2', 400],
  ])('of %s rides is answered %i', async (limit, status) => {
    const query = { queryStringParameters: { limit }, multiValueQueryStringParameters: { limit: [limit] } };
    const { code } = await call('GET /rides', 'rider', alice, query);
    expect(code).toEqual(status === 200 ? undefined : expect.stringMatching(/out_of_range|invalid_format/));
  });

  it('is of nobody but its rider', async () => {
    expect(await call('GET /rides', 'rider', alice)).toMatchObject({ rides: [{ rideId }] });
    expect(await call('GET /rides', 'rider', bob)).toMatchObject({ rides: [{ rideId: unmatchedId }] });
  });
});
