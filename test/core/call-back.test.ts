import { describe, expect, it } from 'vitest';
import { callBack } from '../../core/call-back.ts';
import { CallbackFailedError, CallbackRefusedError } from '../../core/errors.ts';
import type { CallbackSender } from '../../core/ports.ts';
import { rideView } from '../../core/ride-view.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aRide, aRideRequest } from '../support/rides.ts';

const callbackUrl = 'https://rider.example/ride-events';
const ride = aRide({ status: 'rejected', request: aRideRequest({ callbackUrl }) });
const event = aRideEvent(ride.rideId, 'ride.rejected');

type Posted = Parameters<CallbackSender['post']>;

/** A receiver that answers with a status. */
function answering(status: number) {
  const posted: Posted[] = [];
  const post = async (...call: Posted) => {
    posted.push(call);
    return status;
  };
  return { rides: inMemoryRideStore(ride), callbacks: { post }, posted };
}

describe('calling back', () => {
  it('tells the receiver of the event and of the ride as it is', async () => {
    const ports = answering(200);
    expect(await callBack(ports, event)).toEqual({ outcome: 'delivered' });
    const [[url, message] = expect.fail()] = ports.posted;
    expect(url).toBe(callbackUrl);
    expect(JSON.parse(message.body)).toEqual({
      type: 'ride.rejected',
      timestamp: event.occurredAt,
      data: JSON.parse(JSON.stringify(rideView(ride))),
    });
  });

  it('has one id for each state of a ride, whenever it is told', async () => {
    const ports = answering(200);
    const later = { ...event, at: '2026-03-05T09:00:00.000Z' };
    for (const each of [event, later, aRideEvent(ride.rideId, 'ride.cancelled')]) await callBack(ports, each);
    const ids = ports.posted.map(([, { id }]) => id);
    expect(ids).toEqual([`${ride.rideId}_rejected`, `${ride.rideId}_rejected`, `${ride.rideId}_cancelled`]);
  });

  it.each([200, 201, 204, 299])('takes %i for a delivery', async (status) => {
    expect(await callBack(answering(status), event)).toEqual({ outcome: 'delivered' });
  });

  it('ends at 410', async () => {
    expect(await callBack(answering(410), event)).toEqual({ outcome: 'gone' });
  });

  it.each([199, 300, 301, 302, 307, 308, 400, 404, 409, 429, 500, 503])('fails at %i', async (status) => {
    await expect(callBack(answering(status), event)).rejects.toThrow(CallbackFailedError);
  });

  it('ends when the URL leads where no call may go', async () => {
    const post = () => Promise.reject(new CallbackRefusedError('rider.example', '10.0.0.1'));
    const { rides } = answering(200);
    expect(await callBack({ rides, callbacks: { post } }, event)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('10.0.0.1'),
    });
  });

  it('calls nobody when the ride names nobody, or is not there any more', async () => {
    const silent = aRide({ status: 'rejected' });
    const ports = { ...answering(200), rides: inMemoryRideStore(silent) };
    expect(await callBack(ports, aRideEvent(silent.rideId))).toEqual({ outcome: 'not_wanted' });
    expect(await callBack(ports, aRideEvent('ride-gone'))).toEqual({ outcome: 'not_wanted' });
    expect(ports.posted).toEqual([]);
  });
});
