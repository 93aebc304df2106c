import { beforeAll, describe, expect, inject, it } from 'vitest';
import { problemOf, problemResponse } from '../../adapters/http/problem.ts';
import { IssuerUnavailableError } from '../../adapters/tokens/errors.ts';
import { asDriver, asRider } from '../../cli/callers.ts';
import { answerHeaders } from '../../core/answer-headers.ts';
import { DeadlinePassedError } from '../../core/errors.ts';
import {
  departures,
  describedCommonHeaders,
  describedRoutes,
  describedStatuses,
  examples,
  takesBody,
} from '../support/api-description.ts';
import { aDriver, aQuickRequest, aRider, type Rider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { send } from '../support/send.ts';
import { warmSharedStack } from '../support/shared-stack.ts';
import { gatewayAnswersOf, resourcesOf, routesOf } from '../support/template.ts';
import { useUpQuota } from '../support/used-up-quota.ts';

/** `send` holds every answer to the description, here and in all tests of the API. */
describe('docs/reference/openapi.yaml', () => {
  const resources = resourcesOf(inject('assemblyDirectory'));
  const gatewayAnswers = gatewayAnswersOf(resources);
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await warmSharedStack();
  });

  it('describes the routes of the stack and no others', () => {
    expect(describedRoutes.toSorted()).toEqual(routesOf(resources).toSorted());
  });

  it('says what every answer carries', () => {
    expect(describedCommonHeaders()).toEqual(answerHeaders());
  });

  it.each(examples())('has an example that is as described: $name', ({ faults }) => {
    expect(faults).toEqual([]);
  });

  it.each(gatewayAnswers.filter(({ status }) => status !== 404))(
    'describes the answer $occasion of the gateway',
    (answer) => {
      const routes = describedRoutes.filter((route) => answer.status !== 413 || takesBody(route));
      expect(routes.map((route) => [route, ...departures(route, answer)])).toEqual(routes.map((route) => [route]));
    },
  );

  it.each(gatewayAnswers)('describes the problem in the answer $occasion of the gateway', (answer) => {
    expect(departures(undefined, answer)).toEqual([]);
  });

  it('describes the answer to a ride that was not accepted before its deadline', () => {
    expect(departures('POST /rides', answerTo(new DeadlinePassedError()))).toEqual([]);
  });

  it.each(describedRoutes)('describes the answer of %s while no token can be checked', (route) => {
    expect(departures(route, answerTo(new IssuerUnavailableError()))).toEqual([]);
  });

  const rejectedRide = async () => {
    const rider = aRider(stack);
    const answer = await rider.asks({ ...aQuickRequest(), paymentMethodId: 'pm_card_chargeDeclined' });
    return { rider, answer, rideId: answer.body.rideId };
  };

  const requestedRide = async () => {
    const pickup = aPlace();
    const rider = aRider(stack);
    await stack.driver(pickup);
    const answer = await rider.asksAsync(aQuickRequest(pickup, { pricing: { delayMs: 1_000 } }));
    return { rider, answer, rideId: answer.body.rideId };
  };

  const confirmedRide = async () => {
    const pickup = aPlace();
    const rider = aRider(stack);
    const driver = await aDriver(stack, pickup);
    const answer = await rider.asks(aQuickRequest(pickup));
    return { rider, driver, answer, rideId: answer.body.rideId };
  };

  const report = async (
    driverId: string,
    reporter: string,
    body: unknown = { position: aPlace(), onShift: true },
    headers = {},
  ) => send(stack, 'PUT', `drivers/${driverId}`, { headers: { ...(await asDriver(reporter)), ...headers }, body });

  const inSequence = async (body: unknown, riderId = 'rider-1', headers = {}) =>
    send(stack, 'POST', 'sequential-rides', { headers: { ...(await asRider(riderId)), ...headers }, body });

  /** What a rider is answered who asks too often. One whose count cannot be had within a second is let in. */
  const refused = (asks: (rider: Rider) => Promise<{ readonly status: number }>) =>
    eventually(async () => {
      const rider = aRider(stack);
      await useUpQuota(stack, rider.riderId);
      const answer = await asks(rider);
      expect(answer.status).toBe(429);
      return answer;
    });

  const cancelWith = async (body: unknown, headers = {}) =>
    send(stack, 'POST', `rides/${noRide}/cancel`, { headers: { ...(await asRider('rider-1')), ...headers }, body });

  const completeWith = async (body: unknown, headers = {}) =>
    send(stack, 'POST', `rides/${noRide}/complete`, { headers: { ...(await asDriver('driver-1')), ...headers }, body });

  const asADriver = async (method: 'GET' | 'POST', path: string) =>
    send(stack, method, path, { headers: await asDriver('driver-1') });

  const largeBody = ' '.repeat(20_000);
  const compressed = { 'Content-Encoding': 'gzip' };
  const noRide = `ride_${'0'.repeat(32)}`;

  /** A route, the status that it answers with, when, and a request that makes it do so. */
  const exercises: [string, number, string, () => Promise<{ readonly status: number }>][] = [
    ['POST /rides', 200, 'the ride is confirmed', async () => (await confirmedRide()).answer],
    ['POST /rides', 200, 'the ride is rejected', async () => (await rejectedRide()).answer],
    ['POST /rides', 202, 'the rider does not wait', () => aRider(stack).asksAsync(aQuickRequest())],
    ['POST /rides', 400, 'the body is empty', () => aRider(stack).asks({})],
    ['POST /rides', 401, 'nobody asks', () => send(stack, 'POST', 'rides', { body: {} })],
    ['POST /rides', 403, 'a driver asks', () => asADriver('POST', 'rides')],
    ['POST /rides', 413, 'the body is large', () => aRider(stack).asks(largeBody)],
    ['POST /rides', 415, 'the body is compressed', () => aRider(stack).asks(aQuickRequest(), compressed)],
    [
      'POST /rides',
      422,
      'a key comes with another request',
      async () => {
        const rider = aRider(stack);
        await rider.asks(aQuickRequest(), { 'Idempotency-Key': 'one' });
        return rider.asks(aQuickRequest(), { 'Idempotency-Key': 'one' });
      },
    ],

    [
      'GET /rides/{rideId}',
      200,
      'the ride is confirmed',
      async () => {
        const { rider, rideId } = await confirmedRide();
        return rider.looksAt(rideId, { Prefer: 'wait=5' });
      },
    ],
    [
      'GET /rides/{rideId}',
      200,
      'the ride is requested',
      async () => {
        const { rider, rideId } = await requestedRide();
        return rider.looksAt(rideId);
      },
    ],
    ['POST /rides', 429, 'the rider asks too often', () => refused((rider) => rider.requests(aQuickRequest()))],
    [
      'GET /rides',
      200,
      'the rider has rides',
      async () => {
        const { rider } = await confirmedRide();
        await rider.asksAsync(aQuickRequest());
        return rider.lists('?limit=1');
      },
    ],
    ['GET /rides', 400, 'its query has something else', () => aRider(stack).lists('?page=2')],
    ['GET /rides', 401, 'nobody asks', () => send(stack, 'GET', 'rides')],
    ['GET /rides', 403, 'a driver asks', () => asADriver('GET', 'rides')],
    ['GET /rides/{rideId}', 400, 'it has a query', () => send(stack, 'GET', `rides/${noRide}?wait=5`)],
    ['GET /rides/{rideId}', 401, 'nobody asks', () => send(stack, 'GET', `rides/${noRide}`)],
    ['GET /rides/{rideId}', 403, 'a driver asks', () => asADriver('GET', `rides/${noRide}`)],
    ['GET /rides/{rideId}', 404, 'there is no such ride', () => aRider(stack).looksAt(noRide)],

    [
      'POST /rides/{rideId}/cancel',
      200,
      'the ride is confirmed',
      async () => {
        const { rider, rideId } = await confirmedRide();
        return rider.cancels(rideId);
      },
    ],
    [
      'POST /rides/{rideId}/cancel',
      200,
      'the ride is requested',
      async () => {
        const { rider, rideId } = await requestedRide();
        return rider.cancels(rideId);
      },
    ],
    ['POST /rides/{rideId}/cancel', 400, 'it has a body', () => cancelWith({ reason: 'late' })],
    ['POST /rides/{rideId}/cancel', 413, 'the body is large', () => cancelWith(largeBody)],
    ['POST /rides/{rideId}/cancel', 415, 'the body is compressed', () => cancelWith({}, compressed)],
    ['POST /rides/{rideId}/cancel', 401, 'nobody asks', () => send(stack, 'POST', `rides/${noRide}/cancel`)],
    ['POST /rides/{rideId}/cancel', 403, 'a driver asks', () => asADriver('POST', `rides/${noRide}/cancel`)],
    ['POST /rides/{rideId}/cancel', 404, 'there is no such ride', () => aRider(stack).cancels(noRide)],
    [
      'POST /rides/{rideId}/cancel',
      409,
      'the ride is rejected',
      async () => {
        const { rider, rideId } = await rejectedRide();
        return rider.cancels(rideId);
      },
    ],

    [
      'POST /rides/{rideId}/complete',
      200,
      'the ride is confirmed',
      async () => {
        const { driver, rideId } = await confirmedRide();
        return driver.completes(rideId);
      },
    ],
    ['POST /rides/{rideId}/complete', 400, 'it has a body', () => completeWith({ tip: 5 })],
    ['POST /rides/{rideId}/complete', 413, 'the body is large', () => completeWith(largeBody)],
    ['POST /rides/{rideId}/complete', 415, 'the body is compressed', () => completeWith({}, compressed)],
    ['POST /rides/{rideId}/complete', 401, 'nobody asks', () => send(stack, 'POST', `rides/${noRide}/complete`)],
    [
      'POST /rides/{rideId}/complete',
      403,
      'a rider asks',
      async () => send(stack, 'POST', `rides/${noRide}/complete`, { headers: await asRider('rider-1') }),
    ],
    [
      'POST /rides/{rideId}/complete',
      404,
      'there is no such ride',
      async () => (await aDriver(stack, aPlace())).completes(noRide),
    ],
    [
      'POST /rides/{rideId}/complete',
      409,
      'the ride is cancelled',
      async () => {
        const { rider, driver, rideId } = await confirmedRide();
        await rider.cancels(rideId);
        return driver.completes(rideId);
      },
    ],

    ['PUT /drivers/{driverId}', 200, 'a driver comes on shift', () => report('driver-1', 'driver-1')],
    ['PUT /drivers/{driverId}', 400, 'the body is empty', () => report('driver-1', 'driver-1', {})],
    ['PUT /drivers/{driverId}', 401, 'nobody reports', () => send(stack, 'PUT', 'drivers/driver-1', { body: {} })],
    ['PUT /drivers/{driverId}', 403, 'another driver reports', () => report('driver-1', 'driver-2')],
    ['PUT /drivers/{driverId}', 413, 'the body is large', () => report('driver-1', 'driver-1', largeBody)],
    ['PUT /drivers/{driverId}', 415, 'the body is compressed', () => report('driver-1', 'driver-1', {}, compressed)],

    [
      'POST /sequential-rides',
      200,
      'the ride is confirmed',
      async () => {
        const pickup = aPlace();
        await stack.driver(pickup);
        return inSequence(aQuickRequest(pickup));
      },
    ],
    ['POST /sequential-rides', 400, 'the body is empty', () => inSequence({})],
    ['POST /sequential-rides', 401, 'nobody asks', () => send(stack, 'POST', 'sequential-rides', { body: {} })],
    ['POST /sequential-rides', 403, 'a driver asks', () => asADriver('POST', 'sequential-rides')],
    [
      'POST /sequential-rides',
      429,
      'the rider asks too often',
      () => refused(({ riderId }) => inSequence(aQuickRequest(), riderId)),
    ],
    ['POST /sequential-rides', 413, 'the body is large', () => inSequence(largeBody)],
    ['POST /sequential-rides', 415, 'the body is compressed', () => inSequence({}, 'rider-1', compressed)],
    [
      'POST /sequential-rides',
      502,
      'the process dies',
      () => inSequence(aQuickRequest(aPlace(), { 'driver-matching': { fault: 'crash' } })),
    ],
  ];

  it.each(exercises)('describes the answer of %s: %i when %s', async (_route, status, _when, exercise) => {
    expect(await exercise()).toMatchObject({ status });
  });

  it.each(describedRoutes)('describes no status of %s that is not seen here', (route) => {
    const byGateway = gatewayAnswers.map(({ status }) => status).filter((status) => status !== 404 && status !== 413);
    const seen = exercises.filter(([exercised]) => exercised === route).map(([, status]) => status);
    // Of the function's own errors, what the function's tests see.
    const possible = new Set([...seen, ...byGateway, 500, 503]);
    expect(describedStatuses(route).filter((status) => !possible.has(status))).toEqual([]);
  });

  it('takes an answer with a field that is not described for a departure', async () => {
    const answer = await aRider(stack).asks(aQuickRequest());
    const withMore = { ...answer, body: { ...answer.body, timing: { ...answer.body.timing, more: 1 } } };
    expect(departures('POST /rides', answer)).toEqual([]);
    expect(departures('POST /rides', withMore)).not.toEqual([]);
  });
});

/** What an error is answered with. */
function answerTo(error: Error) {
  const { statusCode, headers, body } = problemResponse(problemOf(error));
  return {
    status: statusCode,
    headers: new Headers({ ...answerHeaders(), ...(headers as Record<string, string>) }),
    body: JSON.parse(body),
  };
}
