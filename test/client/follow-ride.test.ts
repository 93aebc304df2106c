import { describe, expect, it } from 'vitest';
import { followRide, type Ride, type WaitOptions } from '../../client/index.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aResult, aRide, requestedAt, resultsOf } from '../support/rides.ts';

const requested = rideView(aRide());
const priced = rideView(aRide({ results: resultsOf(aResult('pricing')) }));
const confirmed = rideView(
  aRide({ status: 'confirmed', results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }),
);

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** A service where a ride goes from one state to the next with each look. */
function service(...states: readonly Ride[]) {
  const waits: (number | undefined)[] = [];
  const getRide = async (_: string, { waitSeconds }: WaitOptions = {}) => {
    const state = states[waits.length];
    waits.push(waitSeconds);
    if (!state) throw new Error('The ride has been looked at after its end.');
    return state;
  };
  return { getRide, waits };
}

describe('following a ride', () => {
  it('tells what has changed, to the outcome', async () => {
    const { getRide, waits } = service(requested, requested, priced, priced, confirmed);
    expect(await all(followRide({ getRide }, 'r', { everySeconds: 2 }))).toEqual([requested, priced, confirmed]);
    expect(waits).toEqual([0, 2, 2, 2, 2]);
  });

  it('is over at once when the ride has ended', async () => {
    expect(await all(followRide(service(confirmed), 'r'))).toEqual([confirmed]);
  });
});
