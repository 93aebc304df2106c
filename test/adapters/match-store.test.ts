import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchStore } from '../../adapters/match-store.ts';
import { inMemoryMatchStore } from '../support/in-memory-match-store.ts';
import { anId } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const expiresAt = 4_102_444_800;

describe.each([
  ['in memory', () => inMemoryMatchStore()],
  ['in DynamoDB', () => matchStore(dynamo.client, tableOf('matches'))],
] as const)('choices %s', (_, open) => {
  it('has none for a ride that none was made for', async () => {
    expect(await open().get(anId('ride'))).toBeUndefined();
  });

  it('keeps a first choice', async () => {
    const matches = open();
    const rideId = anId('ride');
    expect(await matches.choose(rideId, 'driver-1', undefined, expiresAt)).toBe(true);
    expect(await matches.get(rideId)).toEqual({ driverId: 'driver-1', givenUp: [], accepted: false });
  });

  it('keeps the first of two first choices', async () => {
    const matches = open();
    const rideId = anId('ride');
    await matches.choose(rideId, 'driver-1', undefined, expiresAt);
    expect(await matches.choose(rideId, 'driver-2', undefined, expiresAt)).toBe(false);
    expect(await matches.get(rideId)).toEqual({ driverId: 'driver-1', givenUp: [], accepted: false });
  });

  it('replaces a choice that still stands, and remembers it as given up', async () => {
    const matches = open();
    const rideId = anId('ride');
    await matches.choose(rideId, 'driver-1', undefined, expiresAt);
    expect(await matches.choose(rideId, 'driver-2', 'driver-1', expiresAt)).toBe(true);
    expect(await matches.choose(rideId, 'driver-3', 'driver-2', expiresAt)).toBe(true);
    expect(await matches.get(rideId)).toMatchObject({ driverId: 'driver-3' });
    expect(new Set((await matches.get(rideId))?.givenUp)).toEqual(new Set(['driver-1', 'driver-2']));
  });

  it('does not replace a choice that has moved on', async () => {
    const matches = open();
    const rideId = anId('ride');
    await matches.choose(rideId, 'driver-1', undefined, expiresAt);
    await matches.choose(rideId, 'driver-2', 'driver-1', expiresAt);
    expect(await matches.choose(rideId, 'driver-3', 'driver-1', expiresAt)).toBe(false);
    expect(await matches.get(rideId)).toEqual({ driverId: 'driver-2', givenUp: ['driver-1'], accepted: false });
  });

  it('does not replace a choice that was never made', async () => {
    const matches = open();
    const rideId = anId('ride');
    expect(await matches.choose(rideId, 'driver-2', 'driver-1', expiresAt)).toBe(false);
    expect(await matches.get(rideId)).toBeUndefined();
  });

  it('accepts a choice that stands, as often as it is asked to', async () => {
    const matches = open();
    const rideId = anId('ride');
    await matches.choose(rideId, 'driver-1', undefined, expiresAt);
    expect(await matches.accept(rideId, 'driver-1')).toBe(true);
    expect(await matches.accept(rideId, 'driver-1')).toBe(true);
    expect(await matches.get(rideId)).toEqual({ driverId: 'driver-1', givenUp: [], accepted: true });
  });

  it('does not accept a choice that has moved on or was never made', async () => {
    const matches = open();
    const rideId = anId('ride');
    expect(await matches.accept(rideId, 'driver-1')).toBe(false);
    await matches.choose(rideId, 'driver-1', undefined, expiresAt);
    await matches.choose(rideId, 'driver-2', 'driver-1', expiresAt);
    expect(await matches.accept(rideId, 'driver-1')).toBe(false);
    expect(await matches.get(rideId)).toMatchObject({ driverId: 'driver-2', accepted: false });
  });

  it('does not replace a choice that was accepted', async () => {
    const matches = open();
    const rideId = anId('ride');
    await matches.choose(rideId, 'driver-1', undefined, expiresAt);
    await matches.accept(rideId, 'driver-1');
    expect(await matches.choose(rideId, 'driver-2', 'driver-1', expiresAt)).toBe(false);
    expect(await matches.get(rideId)).toEqual({ driverId: 'driver-1', givenUp: [], accepted: true });
  });

  it.each([
    ['first', undefined],
    ['next', 'driver-0'],
  ] as const)('lets one of 20 concurrent %s choices win', async (_which, previous) => {
    const matches = open();
    const rideId = anId('ride');
    if (previous) await matches.choose(rideId, previous, undefined, expiresAt);
    const drivers = Array.from({ length: 20 }, (_each, index) => `driver-${index + 1}`);
    const chosen = await Promise.all(drivers.map((driver) => matches.choose(rideId, driver, previous, expiresAt)));
    expect(drivers.filter((_driver, index) => chosen[index])).toEqual([(await matches.get(rideId))?.driverId]);
  });
});
