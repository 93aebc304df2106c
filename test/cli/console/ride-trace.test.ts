import { afterAll, beforeAll, expect, it } from 'vitest';
import { rideTrace } from '../../../cli/console/ride-trace.ts';
import { rideView } from '../../../core/ride-view.ts';
import { plusMs } from '../../../core/time.ts';
import type { AboutCloud } from '../../../local/index.ts';
import { aRideLine, tracedRide } from '../../support/ride-log.ts';
import { allOk, aRide, requestedAt } from '../../support/rides.ts';
import { type StubApi, startScriptedApi } from '../../support/stub-api.ts';
import { subjectOf } from '../../support/subject.ts';

const settledAt = plusMs(requestedAt, 780);
const ride = aRide({ rideId: tracedRide, flow: 'sequential', status: 'confirmed', results: allOk(), settledAt });

let api: StubApi;
beforeAll(async () => {
  api = await startScriptedApi(({ headers }) =>
    subjectOf(headers.authorization) === 'alice' ? [200, rideView(ride)] : [404, { code: 'ride_not_found' }],
  );
});
afterAll(() => api.stop());

/** A cloud whose API and logs know one sequential ride, whose record names this rider. */
function aboutCloud(riderId: string): AboutCloud {
  const line = aRideLine('ride answered', { flow: 'sequential', status: 'confirmed' }, { atMs: 780, service: 'api' });
  const Item = { rideId: { S: tracedRide }, riderId: { S: riderId }, status: { S: 'confirmed' } };
  return {
    description: { outputs: { ApiUrl: `${api.url}/` } },
    logs: { dropped: 0, entries: () => [{ ...line, line: line.text }] },
    dynamodb: { call: async () => ({ Item }) },
  } as unknown as AboutCloud;
}

it('the trace of a sequential ride has its branches, whichever rider it belongs to', async () => {
  const found = await rideTrace(aboutCloud('alice'), tracedRide);
  expect(found?.trace.hops).toContainEqual(expect.objectContaining({ lane: 'pricing', what: 'attempt 1' }));
  const lost = await rideTrace(aboutCloud('nobody'), tracedRide);
  expect(lost?.trace.missing).toContainEqual(expect.stringContaining('only its record tells of them'));
});
