import '../support/quiet-telemetry.ts';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { apiHandler } from '../../adapters/http/api-handler.ts';
import { identity } from '../../adapters/http/identity.ts';
import { plusMs } from '../../core/time.ts';
import type { ApiPorts } from '../../functions/api/ports.ts';
import { putDriver } from '../../functions/api/put-driver.ts';
import { aHolder, aReport, lease } from '../support/drivers.ts';
import { inMemoryDriverStore } from '../support/in-memory-driver-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { northOf } from '../support/places.ts';
import { holdUntil, leaseUntil, pickup, requestedAt } from '../support/rides.ts';

const driverId = 'driver-1';
const now = requestedAt;

/** The API as driver-1 calls it. */
function aWorld() {
  const drivers = inMemoryDriverStore();
  const time = manualClock(now);
  const ports = {
    drivers,
    clock: time.clock,
    identity: identity(async () => ({ id: driverId, roles: new Set(['driver' as const]) })),
  } as unknown as ApiPorts;
  const handler = apiHandler({ 'PUT /drivers/{driverId}': putDriver(ports) });
  const put = async (body: unknown) => {
    const event = {
      httpMethod: 'PUT',
      resource: '/drivers/{driverId}',
      pathParameters: { driverId },
      headers: { Authorization: 'Bearer a.b.c' },
      body: JSON.stringify(body),
    };
    const answer = await handler(event as unknown as APIGatewayProxyEvent, {} as Context);
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const putReport = (more: object = {}) => put({ ...aReport(pickup), ...more });
  return { drivers, time, put, putReport };
}

const taken = (more: object = {}) => ({
  status: 200,
  body: { driverId, ...aReport(pickup), reportedAt: now, rideId: null, ...more },
});

describe('PUT /drivers/{driverId}', () => {
  it('takes a report as of now, and answers it', async () => {
    const { drivers, putReport } = aWorld();
    expect(await putReport()).toEqual(taken());
    expect(drivers.item(driverId)).toMatchObject({ reportedAt: now, position: pickup });
  });

  it('takes a standard car where none is said', async () => {
    const { put } = aWorld();
    const { product: _, ...report } = aReport(pickup);
    expect(await put(report)).toEqual(taken());
  });

  it.each<[string, string]>([
    ['2026-03-04T08:59:30.250Z', '2026-03-04T08:59:30.250Z'],
    ['2026-03-04T08:59:30Z', '2026-03-04T08:59:30.000Z'],
    ['2026-03-04T08:59:30.1234567Z', '2026-03-04T08:59:30.123Z'],
    ['2026-03-04T09:59:30+01:00', '2026-03-04T08:59:30.000Z'],
    ['2026-03-03T23:29:30.5-09:30', '2026-03-04T08:59:30.500Z'],
    ['2026-03-04t08:59:30z', '2026-03-04T08:59:30.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ])('takes a report of %s as of %s', async (said, reportedAt) => {
    const { drivers, putReport } = aWorld();
    expect(await putReport({ reportedAt: said })).toEqual(taken({ reportedAt }));
    expect(drivers.item(driverId)).toMatchObject({ reportedAt });
  });

  it('takes a report of a clock that is 5 s ahead, and none of one that is further ahead', async () => {
    const { drivers, putReport } = aWorld();
    const ahead = plusMs(now, 5_000);
    expect(await putReport({ reportedAt: ahead })).toEqual(taken({ reportedAt: ahead }));
    for (const far of [plusMs(now, 5_001), '2026-03-04T10:00:05.001+01:00', '9999-12-31T23:59:59-23:59']) {
      const { status, body } = await putReport({ reportedAt: far });
      expect({ status, body }).toMatchObject({ status: 400, body: { code: 'out_of_range', field: 'reportedAt' } });
      expect(body.detail).toContain('5 s');
    }
    expect(drivers.item(driverId)).toMatchObject({ reportedAt: ahead });
  });

  it.each<[string, unknown, string]>([
    ['no offset', '2026-03-04T08:59:30', 'invalid_format'],
    ['no seconds', '2026-03-04T08:59Z', 'invalid_format'],
    ['no time', '2026-03-04', 'invalid_format'],
    ['an hour that there is not', '2026-03-04T24:00:00Z', 'invalid_format'],
    ['a day that there is not', '2026-02-29T08:59:30Z', 'invalid_format'],
    ['an offset that there is not', '2026-03-04T08:59:30+24:00', 'invalid_format'],
    ['an offset without minutes', '2026-03-04T08:59:30+01', 'invalid_format'],
    ['an offset without a colon', '2026-03-04T08:59:30+0100', 'invalid_format'],
    ['a space', '2026-03-04 08:59:30Z', 'invalid_format'],
    ['a year of more than four digits', '+012026-03-04T08:59:30Z', 'invalid_format'],
    ['a year that has fewer digits elsewhere', '0000-01-01T00:00:00+23:59', 'invalid_format'],
    ['words', 'yesterday', 'invalid_format'],
    ['nothing', '', 'invalid_format'],
    ['epoch milliseconds', 1_772_614_800_000, 'wrong_type'],
    ['null', null, 'wrong_type'],
  ])('refuses a time with %s', async (_, reportedAt, code) => {
    const { drivers, putReport } = aWorld();
    expect(await putReport({ reportedAt })).toMatchObject({ status: 400, body: { code, field: 'reportedAt' } });
    expect(drivers.items()).toEqual([]);
  });

  it.each(['heldBy', 'rideId', 'driverId', 'availableIn'])('refuses the field %s', async (field) => {
    const { drivers, putReport } = aWorld();
    expect(await putReport({ [field]: 'ride-1' })).toMatchObject({
      status: 400,
      body: { code: 'unknown_field', field },
    });
    expect(drivers.items()).toEqual([]);
  });

  it('answers a report that comes too late with the newest, which stands', async () => {
    const { time, putReport } = aWorld();
    time.advance(10_000);
    const newest = { onShift: false, position: northOf(pickup, 1), product: 'xl' };
    await putReport(newest);
    const late = await putReport({ reportedAt: now });
    expect(late).toEqual(taken({ ...newest, reportedAt: time.now() }));
    expect(await putReport({ reportedAt: time.now() })).toEqual(taken({ reportedAt: time.now() }));
  });

  it('tells which ride holds the driver, and none that has only leased them', async () => {
    const { drivers, time, putReport } = aWorld();
    const ride = aHolder('ride-1');
    await putReport();
    await lease(drivers, driverId, ride);
    expect(await putReport()).toEqual(taken());
    await drivers.hold(driverId, ride, now);
    expect(await putReport()).toEqual(taken({ rideId: 'ride-1' }));
    expect(await putReport({ onShift: false })).toEqual(taken({ onShift: false, rideId: 'ride-1' }));
    expect(await putReport({ reportedAt: plusMs(now, -1) })).toEqual(taken({ onShift: false, rideId: 'ride-1' }));
    await drivers.release(driverId, ride);
    expect(await putReport()).toEqual(taken());
    expect(time.now()).toBe(now);
  });

  it.each([
    ['lease', leaseUntil],
    ['hold', holdUntil()],
  ])('frees a driver after the end of a %s that nobody has ended', async (kind, end) => {
    const { drivers, time, putReport } = aWorld();
    const ride = aHolder('ride-1');
    await putReport();
    await lease(drivers, driverId, ride);
    if (kind === 'hold') await drivers.hold(driverId, ride, now);
    time.set(plusMs(end, 1));
    expect(await putReport()).toEqual(taken({ reportedAt: time.now() }));
    expect(drivers.holdingOf(driverId)).toBeUndefined();
  });
});
