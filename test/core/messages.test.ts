import { describe, expect, it } from 'vitest';
import { rideEventSchema, rideRequestedSchema } from '../../core/messages.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aRideRequested } from '../support/rides.ts';

describe('a message of version 0.1.0', () => {
  it('tells the branches of a webhook by its former name, which is none of their business', () => {
    const message = aRideRequested();
    const request = { ...message.request, callbackUrl: 'https://rider.example/', receiptEmail: 'a@rider.example' };
    expect(rideRequestedSchema.parse({ ...message, request })).toEqual(message);
  });

  it('tells subscribers what the rider wants, which they know as it has reached them', () => {
    const event = aRideEvent('ride-1');
    expect(rideEventSchema.parse({ ...event, wants: ['callback'] })).toEqual(event);
  });
});
