import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import { watched } from '../support/ride-watch.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { warmSharedStack } from '../support/shared-stack.ts';

describe('push', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await warmSharedStack();
  });
  afterEach(() => void vi.unstubAllGlobals());

  const noDriverBefore = async (ms: number) => {
    const pickup = aPlace();
    await stack.driver(pickup);
    return aQuickRequest(pickup, { pricing: { delayMs: 400 }, 'driver-matching': { delayMs: ms } });
  };

  it('tells of each branch as it answers, and of the outcome, without being asked', async () => {
    const rider = aRider(stack);
    const { body: ride } = await rider.asksAsync(await noDriverBefore(2_500));
    const watching = await watched(stack, rider, ride.rideId);
    await eventually(() => expect(watching.names()).toContain('pricing'));
    expect((await rider.looksAt(ride.rideId)).body.status).toBe('requested');
    await watching.over;
    expect(watching.heard.at(-1)).toMatchObject({ type: 'ride.confirmed', rideId: ride.rideId });
    expect(watching.names().slice(0, -1)).toEqual(expect.arrayContaining(['payment-check', 'eta', 'pricing']));
    expect(watching.looks()).toBe(1); // when it had subscribed
    const { body: ended } = await rider.looksAt(ride.rideId);
    for (const message of watching.heard) {
      if (message.type === 'ride.progress') expect(message.view).toEqual(ended.branches[message.branch]);
    }
  });

  it('tells of the outcome all the same when the connection is lost', async () => {
    const sockets: WebSocket[] = [];
    vi.stubGlobal(
      'WebSocket',
      class extends WebSocket {
        constructor(...args: ConstructorParameters<typeof WebSocket>) {
          super(...args);
          sockets.push(this);
        }
      },
    );
    const rider = aRider(stack);
    const { body: ride } = await rider.asksAsync(await noDriverBefore(700));
    const watching = await watched(stack, rider, ride.rideId);
    await eventually(() => expect(watching.names()).toContain('payment-check'));
    sockets[0]?.close();
    await watching.over;
    expect(watching.names().at(-1)).toBe('ride.confirmed');
    expect(new Set(watching.names()).size).toBe(watching.names().length);
  });

  it('tells nobody else', async () => {
    const { body: ride } = await aRider(stack).asksAsync(await noDriverBefore(0));
    const { over } = await watched(stack, aRider(stack), ride.rideId);
    await expect(over).rejects.toMatchObject({ status: 404 });
  });
});
