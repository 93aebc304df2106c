import { beforeAll, describe, expect, it } from 'vitest';
import type { Simulate } from '../../core/simulation.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { warmSharedStack } from '../support/shared-stack.ts';

/** Each test has a place, a rider and a driver of its own, so that they can run side by side. */
describe.concurrent('the end of a ride', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await warmSharedStack();
  });

  /** A place with one driver, and a rider who wants to go from there. */
  const aScene = async () => {
    const pickup = aPlace();
    return { pickup, rider: aRider(stack), driver: await aDriver(stack, pickup) };
  };

  const aConfirmedRide = async () => {
    const scene = await aScene();
    const { body } = await scene.rider.asks(aQuickRequest(scene.pickup));
    expect(body).toMatchObject({ status: 'confirmed', outcome: { driver: { driverId: scene.driver.driverId } } });
    return { ...scene, rideId: body.rideId };
  };

  const aRequestedRide = async (simulate: Simulate) => {
    const scene = await aScene();
    const { body } = await scene.rider.asksAsync(aQuickRequest(scene.pickup, simulate));
    expect(body.status).toBe('requested');
    return { ...scene, rideId: body.rideId };
  };

  /** Another rider gets this driver, sooner or later. */
  const isFree = ({ pickup, driver }: Awaited<ReturnType<typeof aScene>>) =>
    eventually(async () => {
      const { body } = await aRider(stack).asks(aQuickRequest(pickup));
      expect(body.outcome?.driver.driverId).toBe(driver.driverId);
    });

  const isTaken = async ({ pickup }: Awaited<ReturnType<typeof aScene>>) => {
    const { body } = await aRider(stack).asks(aQuickRequest(pickup));
    expect(body).toMatchObject({ status: 'rejected', reasons: [{ code: 'no_drivers_available' }] });
  };

  describe('by the rider', () => {
    it('cancels a confirmed ride and frees its driver', async () => {
      const ride = await aConfirmedRide();
      await isTaken(ride);
      const { status, body } = await ride.rider.cancels(ride.rideId);
      expect(status).toBe(200);
      expect(body).toMatchObject({ rideId: ride.rideId, status: 'cancelled', reasons: [] });
      expect(Date.parse(body.cancelledAt ?? '')).toBeGreaterThanOrEqual(Date.parse(body.settledAt ?? ''));
      await isFree(ride);
    });

    it('cancels a requested ride and frees the driver that was matched before', async () => {
      const ride = await aRequestedRide({ pricing: { delayMs: 5_000 } });
      await eventually(async () => {
        const { body } = await ride.rider.looksAt(ride.rideId);
        expect(body.branches['driver-matching']?.status).toBe('ok');
      });
      const { status, body } = await ride.rider.cancels(ride.rideId);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'cancelled', outcome: null, cancelledAt: body.settledAt });
      expect(body.branches.pricing?.status).toBe('not_awaited');
      await isFree(ride);
    });

    it('cancels a requested ride and frees the driver that is matched later', async () => {
      const ride = await aRequestedRide({ 'driver-matching': { delayMs: 2_500 } });
      expect((await ride.rider.cancels(ride.rideId)).body.status).toBe('cancelled');
      await eventually(async () => {
        const { body } = await ride.rider.looksAt(ride.rideId);
        expect(body).toMatchObject({ status: 'cancelled', outcome: null });
        expect(body.branches['driver-matching']).toMatchObject({ status: 'ok', late: true });
      });
      await isFree(ride);
    });

    it('cancels twice as it does once', async () => {
      const { rider, rideId } = await aConfirmedRide();
      const once = await rider.cancels(rideId);
      const twice = await rider.cancels(rideId);
      expect(twice).toMatchObject({ status: 200, body: once.body });
    });

    it('ends a wait', async () => {
      const { rider, rideId } = await aRequestedRide({ pricing: { delayMs: 5_000 } });
      const waiting = rider.looksAt(rideId, { Prefer: 'wait=20' });
      await rider.cancels(rideId);
      const { body } = await waiting;
      expect(body.status).toBe('cancelled');
      expect(body.branches.pricing?.status).toBe('not_awaited');
    });

    it('is refused when the ride was rejected', async () => {
      const rider = aRider(stack);
      const { body } = await rider.asks({ ...aQuickRequest(), paymentMethodId: 'pm_card_expired' });
      expect(await rider.cancels(body.rideId)).toMatchObject({ status: 409, body: { code: 'ride_rejected' } });
    });

    it('is refused when the ride was completed', async () => {
      const { rider, driver, rideId } = await aConfirmedRide();
      await driver.completes(rideId);
      expect(await rider.cancels(rideId)).toMatchObject({ status: 409, body: { code: 'ride_completed' } });
    });
  });

  describe('by the driver', () => {
    it('completes a confirmed ride and frees the driver', async () => {
      const ride = await aConfirmedRide();
      await isTaken(ride);
      const { status, body } = await ride.driver.completes(ride.rideId);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'completed', outcome: { driver: { driverId: ride.driver.driverId } } });
      await isFree(ride);
    });

    it('completes twice as it does once', async () => {
      const { driver, rideId } = await aConfirmedRide();
      const once = await driver.completes(rideId);
      const twice = await driver.completes(rideId);
      expect(twice).toMatchObject({ status: 200, body: once.body });
    });

    it('is refused when the ride was cancelled', async () => {
      const { rider, driver, rideId } = await aConfirmedRide();
      await rider.cancels(rideId);
      expect(await driver.completes(rideId)).toMatchObject({ status: 409, body: { code: 'ride_cancelled' } });
    });

    it('knows no ride that is not confirmed', async () => {
      const { driver, rideId } = await aRequestedRide({ pricing: { delayMs: 5_000 } });
      expect(await driver.completes(rideId)).toMatchObject({ status: 404, body: { code: 'ride_not_found' } });
    });
  });

  describe('by others', () => {
    it('knows no ride of another driver', async () => {
      const { rider, rideId } = await aConfirmedRide();
      const other = await aDriver(stack, aPlace());
      expect(await other.completes(rideId)).toMatchObject({ status: 404, body: { code: 'ride_not_found' } });
      expect((await rider.looksAt(rideId)).body.status).toBe('confirmed');
    });

    it('knows no ride of another rider', async () => {
      const { rider, rideId } = await aConfirmedRide();
      const other = aRider(stack);
      const notFound = { status: 404, body: { code: 'ride_not_found' } };
      expect(await other.looksAt(rideId)).toMatchObject(notFound);
      expect(await other.looksAt(rideId, { Prefer: 'wait=5' })).toMatchObject(notFound);
      expect(await other.cancels(rideId)).toMatchObject(notFound);
      expect((await rider.looksAt(rideId)).body.status).toBe('confirmed');
    });

    it('tells a ride of another rider no differently from one that there is not', async () => {
      const { rideId } = await aConfirmedRide();
      const noRide = `ride_${'0'.repeat(32)}`;
      const other = aRider(stack);
      const [ofAnother, ofNobody] = [await other.looksAt(rideId), await other.looksAt(noRide)];
      expect(JSON.stringify(ofAnother.body).replaceAll(rideId, noRide)).toBe(JSON.stringify(ofNobody.body));
    });
  });
});
