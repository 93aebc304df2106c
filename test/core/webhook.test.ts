import { describe, expect, it } from 'vitest';
import { WebhookFailedError, WebhookRefusedError } from '../../core/errors.ts';
import type { WebhookSender } from '../../core/ports.ts';
import { rideView } from '../../core/ride-view.ts';
import { subscribers } from '../../core/subscribers.ts';
import { epochSeconds, plusMs } from '../../core/time.ts';
import { deliverWebhook } from '../../core/webhook.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { inMemoryWebhookPlaces } from '../support/in-memory-webhook-places.ts';
import { manualClock } from '../support/manual-clock.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { aRide, aRideRequest, requestedAt } from '../support/rides.ts';

const webhookUrl = 'https://rider.example/ride-events';
const ride = aRide({ status: 'rejected', request: aRideRequest({ webhookUrl }) });
const event = aRideEvent(ride.rideId, 'ride.rejected');

const { delaysSeconds = [] } = subscribers.find(({ name }) => name === 'webhook')?.retries ?? {};

type Posted = Parameters<WebhookSender['post']>;

/** Receivers that answer with a status, or fail. */
function answering(answer: number | Error) {
  const posted: Posted[] = [];
  const post = async (...call: Posted) => {
    posted.push(call);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const { clock, advance } = manualClock(requestedAt);
  const places = inMemoryWebhookPlaces();
  return { rides: inMemoryRideStore(ride), webhooks: { post }, places, clock, advance, posted };
}

const timedOut = new WebhookFailedError('no answer within 5000 ms');
const nobody = new WebhookFailedError('ENOTFOUND', { leadsNowhere: true });

/** The waits of a webhook that nobody takes, until it ends. */
async function waitsOf(error: Error): Promise<number[]> {
  const ports = answering(error);
  const waits: number[] = [];
  for (const seconds of [...delaysSeconds, undefined]) {
    const end = await deliverWebhook(ports, event, seconds).catch((thrown: unknown) => {
      expect(thrown).toBe(error);
      return undefined;
    });
    if (end) {
      expect(end.outcome).toBe('undelivered');
      return waits;
    }
    waits.push(seconds ?? expect.fail('There is no end.'));
    ports.advance((seconds ?? 0) * 1000);
  }
  return waits;
}

describe('a webhook', () => {
  it('tells the receiver of the event and of the ride as it is', async () => {
    const ports = answering(200);
    expect(await deliverWebhook(ports, event, 5)).toEqual({ outcome: 'delivered' });
    const [[receiver, message] = expect.fail()] = ports.posted;
    expect(receiver).toEqual({ url: webhookUrl, riderId: ride.riderId });
    expect(JSON.parse(message.body)).toEqual({
      type: 'ride.rejected',
      timestamp: event.occurredAt,
      data: JSON.parse(JSON.stringify(rideView(ride))),
    });
  });

  it('has one id for each state of a ride, whenever it is told', async () => {
    const ports = answering(200);
    const later = { ...event, at: '2026-03-05T09:00:00.000Z' };
    for (const each of [event, later, aRideEvent(ride.rideId, 'ride.cancelled')]) await deliverWebhook(ports, each, 5);
    const ids = ports.posted.map(([, { id }]) => id);
    const idOf = (state: string) => `${ride.rideId}_${epochSeconds(requestedAt)}_${state}`;
    expect(ids).toEqual([idOf('rejected'), idOf('rejected'), idOf('cancelled')]);
  });

  it.each([200, 201, 204, 299])('is delivered when it is answered %i', async (status) => {
    expect(await deliverWebhook(answering(status), event, 5)).toEqual({ outcome: 'delivered' });
  });

  it('ends at 410', async () => {
    expect(await deliverWebhook(answering(410), event, 5)).toEqual({ outcome: 'gone' });
  });

  it.each([0, 101, 199, 300, 301, 302, 303, 307, 308, 400, 404, 409, 429, 500, 503])(
    'is tried again when it is answered %i, and undelivered after its last attempt',
    async (status) => {
      await expect(deliverWebhook(answering(status), event, 5)).rejects.toThrow(WebhookFailedError);
      const end = await deliverWebhook(answering(status), event, undefined);
      expect(end).toEqual({ outcome: 'undelivered', reason: `answered ${status}` });
    },
  );

  it('is tried for hours where there is somebody', async () => {
    expect(await waitsOf(timedOut)).toEqual(delaysSeconds);
  });

  it('is given up within minutes where there is nobody', async () => {
    const waits = await waitsOf(nobody);
    expect(waits.length).toBeGreaterThanOrEqual(2);
    expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(600);
  });

  it('ends when the URL leads where no call may go', async () => {
    expect(
      await deliverWebhook(answering(new WebhookRefusedError('rider.example', '10.0.0.1')), event, 5),
    ).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('10.0.0.1') });
  });

  it.each([5, undefined])('never ends by a failure of our own, with %s seconds to wait', async (waitSeconds) => {
    const ours = new TypeError('x is not a function');
    await expect(deliverWebhook(answering(ours), event, waitSeconds)).rejects.toThrow(ours);
  });

  it('tells nothing of a later ride of the same id, which has ids of its own', async () => {
    const later = { ...ride, requestedAt: plusMs(requestedAt, 86_400_000) };
    const ports = { ...answering(200), rides: inMemoryRideStore(later) };
    const before = { ...event, requestedAt: ride.requestedAt };
    expect(await deliverWebhook(ports, before, 5)).toEqual({ outcome: 'not_wanted' });
    expect(ports.posted).toEqual([]);
    await deliverWebhook(ports, { ...event, requestedAt: later.requestedAt }, 5);
    const earlier = answering(200);
    await deliverWebhook(earlier, before, 5);
    expect(ports.posted[0]?.[1].id).not.toBe(earlier.posted[0]?.[1].id);
  });

  it('goes to nobody when the ride names nobody, or is not there any more', async () => {
    const silent = aRide({ status: 'rejected' });
    const ports = { ...answering(200), rides: inMemoryRideStore(silent) };
    expect(await deliverWebhook(ports, aRideEvent(silent.rideId), 5)).toEqual({ outcome: 'not_wanted' });
    expect(await deliverWebhook(ports, aRideEvent('ride-gone'), 5)).toEqual({ outcome: 'not_wanted' });
    expect(ports.posted).toEqual([]);
  });
});

describe('webhooks whose receivers fail', () => {
  it('end once their rider has as many waiting as there may be, until the next window', async () => {
    const ports = answering(timedOut);
    const attempt = () => deliverWebhook(ports, event, 300).catch((error: unknown) => error);
    const ends = [];
    for (let sent = 0; sent < 1_000; sent += 1) ends.push(await attempt());
    const waiting = ends.filter((end) => end === timedOut);
    expect(waiting).toHaveLength(200);
    expect(ends.at(-1)).toEqual({ outcome: 'undelivered', reason: timedOut.fault });
    ports.advance(600_000);
    expect(await attempt()).toBe(timedOut);
  });
});
