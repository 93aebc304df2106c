import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Scenario } from './scenario.ts';

const aKey = () => ({ 'Idempotency-Key': randomUUID() });

export const idempotency = {
  'makes requests under one key one ride, one after the other and at once': async (scene) => {
    await scene.driver();
    await scene.driver();
    const [rider, key, request] = [await scene.rider(), aKey(), scene.request()];
    const ask = () => rider.asks(request, key);
    const answers = [await ask(), ...(await Promise.all([ask(), ask(), ask()]))];
    const [rideId, ...others] = new Set(answers.map(({ body }) => body.rideId));
    expect(others).toEqual([]);
    const ride = await rider.hearsOf(rideId ?? '');
    expect(ride.status).toBe('confirmed');
    expect(await ask()).toEqual({ status: 200, body: ride });
  },

  'refuses another request under the same key': async (scene) => {
    await scene.driver();
    const [rider, key] = [await scene.rider(), aKey()];
    const first = await rider.asks(scene.request(), key);
    const other = await rider.asks(scene.request({}, { paymentMethodId: 'pm_card_mastercard' }), key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused', field: 'Idempotency-Key' } });
    expect((await rider.hearsOf(first.body.rideId)).status).toBe('confirmed');
  },
} satisfies Record<string, Scenario>;
