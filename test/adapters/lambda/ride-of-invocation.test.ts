import type { APIGatewayProxyEvent } from 'aws-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { linesOf } from '../../support/captured-lines.ts';
import { inMemoryRideStore } from '../../support/in-memory-ride-store.ts';
import { aRide } from '../../support/rides.ts';
import { aContext } from '../../support/sqs-events.ts';

/** An environment that has one invocation after the other, as Lambda's are unless they are told otherwise. */
describe('an environment that has one invocation at a time', () => {
  beforeAll(() => {
    process.env.POWERTOOLS_SERVICE_NAME = 'test';
    process.env.POWERTOOLS_METRICS_NAMESPACE = 'test';
  });

  it('takes the ids of a ride off its lines when the request about it ends, in an error too', async () => {
    const { apiHandler, json } = await import('../../../adapters/http/api-handler.ts');
    const { rideOfInvocation } = await import('../../../adapters/lambda/ride-of-invocation.ts');
    const ride = aRide();
    const rides = rideOfInvocation(inMemoryRideStore(ride));
    const handler = apiHandler({
      'GET /ride': async () => json(200, await rides.get(ride.rideId)),
      'GET /broken-ride': async () => {
        await rides.get(ride.rideId);
        throw new Error('lost');
      },
      'GET /broken': async () => {
        throw new Error('lost');
      },
    });
    const asked = async (resource: string) => {
      const event = { httpMethod: 'GET', resource, headers: {} } as unknown as APIGatewayProxyEvent;
      const lines = await linesOf(() => handler(event, aContext()));
      return lines.map(({ message, rideId }) => [message, rideId]);
    };
    expect(await asked('/ride')).toEqual([]);
    expect(await asked('/broken')).toEqual([['request failed', undefined]]);
    expect(await asked('/broken-ride')).toEqual([['request failed', ride.rideId]]);
    expect(await asked('/broken')).toEqual([['request failed', undefined]]);
  });
});
