import type { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { driverHolds } from '../../adapters/driver-holds.ts';
import type { ServiceCall } from '../../local/index.ts';
import { aHolder } from '../support/drivers.ts';
import { requestedAt } from '../support/rides.ts';
import { faultsOf } from './faults.ts';
import { everything } from './intensity.ts';
import { Tally } from './tally.ts';

/** What the drivers' adapter sends for a hold, and for a release. */
async function sentBy(does: (drivers: ReturnType<typeof driverHolds>) => Promise<unknown>): Promise<string> {
  const bodies: string[] = [];
  const send = async ({ input }: UpdateCommand) => {
    const values = Object.entries(input.ExpressionAttributeValues ?? {}).map(([name, value]) => [name, { S: value }]);
    bodies.push(JSON.stringify({ ...input, ExpressionAttributeValues: Object.fromEntries(values) }));
    return { Attributes: {} };
  };
  await does(driverHolds({ send } as unknown as DynamoDBDocumentClient, 'drivers'));
  return bodies[0] ?? '';
}

it('cancels a ride whose driver the aggregator is about to hold, and no other', async () => {
  const cancelled: string[] = [];
  const intensity = { ...everything, cancelAtDecision: 1, reset: 0, refusal: 0, lostAnswer: 0, hang: 0, delay: 0 };
  const intercept = faultsOf({
    seed: 1,
    intensity,
    injected: new Tally(),
    copy: () => {},
    cancel: async (rideId) => void cancelled.push(rideId),
    killFunction: async () => {},
  });
  const call = (body: string, functionName = 'BranchResultsFunction') =>
    intercept({ functionName, service: 'dynamodb', operation: 'UpdateItem', body } as ServiceCall);
  const hold = await sentBy((drivers) => drivers.hold('driver-1', aHolder('ride-1'), requestedAt));
  const release = await sentBy((drivers) => drivers.release('driver-1', aHolder('ride-2')));
  await call(release);
  await call(hold, 'ReleaseDriverFunction');
  expect(cancelled).toEqual([]);
  await call(hold);
  expect(cancelled).toEqual(['ride-1']);
});
