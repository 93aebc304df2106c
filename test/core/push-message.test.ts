import { describe, expect, it } from 'vitest';
import type { PushMessage } from '../../client/index.ts';
import { rideEventSchema } from '../../core/messages.ts';
import { pushMessageOf } from '../../core/push-message.ts';
import { branchView } from '../../core/ride-view.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { allOk, aRide } from '../support/rides.ts';

const ride = aRide({ results: allOk() });
const progress = { branch: 'pricing', flow: 'parallel', view: branchView(ride, 'pricing') } as const;

describe('what a screen is told', () => {
  it('of a branch is what the API shows of it', () => {
    const event = { ...aRideEvent('ride_1', 'ride.progress'), progress };
    const { type, rideId, occurredAt } = event;
    expect(pushMessageOf(event)).toEqual({ type, rideId, occurredAt, ...progress });
  });

  it('is what the client knows', () => {
    const told: PushMessage | undefined = pushMessageOf(aRideEvent('ride_1'));
    expect(told?.type).toBe('ride.confirmed');
  });

  it('of an outcome is that there is one', () => {
    const event = { ...aRideEvent('ride_1', 'ride.confirmed'), driverId: 'driver-1' };
    const { type, rideId, occurredAt } = event;
    expect(pushMessageOf(event)).toEqual({ type, rideId, occurredAt });
  });

  it.each([aRideEvent('ride_1', 'ride.driver-unneeded'), aRideEvent('ride_1', 'ride.progress')])(
    'is nothing where an event has nothing for it: $type',
    (event) => {
      expect(pushMessageOf(event)).toBeUndefined();
    },
  );

  it('never has what a branch answered, even if an event had', () => {
    const leaking = { ...progress, result: 'secret', view: { ...progress.view, result: { position: 'secret' } } };
    const event = rideEventSchema.parse({ ...aRideEvent('ride_1', 'ride.progress'), progress: leaking });
    expect(JSON.stringify(pushMessageOf(event))).not.toContain('secret');
    expect(pushMessageOf(event)).toMatchObject(progress);
  });
});
