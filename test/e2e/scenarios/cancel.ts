import { expect } from 'vitest';
import type { Scene } from '../support/scene.ts';
import type { Scenario } from './scenario.ts';

export const cancel = {
  'cancels a confirmed ride and frees its driver': async (scene) => {
    const driverId = await scene.driver();
    const rider = await scene.rider();
    const { rideId } = (await rider.asks(scene.request())).body;
    expect(await rider.hearsOf(rideId)).toMatchObject({ status: 'confirmed', outcome: { driver: { driverId } } });
    const once = await rider.cancels(rideId);
    expect(once).toMatchObject({ status: 200, body: { rideId, status: 'cancelled' } });
    expect(await rider.cancels(rideId)).toEqual(once);
    await isFree(scene, driverId);
  },

  'cancels a requested ride, and frees the driver that is matched later': async (scene) => {
    const driverId = await scene.driver();
    const rider = await scene.rider();
    // A branch has three seconds.
    const slow = { 'driver-matching': { delayMs: 2_000 } };
    const { rideId } = (await rider.asksAsync(scene.request(slow))).body;
    expect(await rider.cancels(rideId)).toMatchObject({ status: 200, body: { status: 'cancelled', outcome: null } });
    await scene.eventually(async () => {
      const { branches } = (await rider.looksAt(rideId)).body;
      expect(branches['driver-matching']).toMatchObject({ status: 'ok', late: true });
    });
    await isFree(scene, driverId);
  },
} satisfies Record<string, Scenario>;

/** Another rider gets this driver, sooner or later. */
const isFree = (scene: Scene, driverId: string): Promise<void> =>
  scene.eventually(async () => {
    const rider = await scene.rider();
    const { rideId } = (await rider.asks(scene.request())).body;
    expect((await rider.hearsOf(rideId)).outcome?.driver.driverId).toBe(driverId);
  });
