import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asRider } from '../../cli/callers.ts';
import { branches } from '../../core/branches.ts';
import { describedRoutes } from '../support/api-description.ts';
import { aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace, aRequest } from '../support/places.ts';
import { recordsOf } from '../support/records.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { startStackWith } from '../support/stack-with.ts';

describe('a stack with simulation off', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await startStackWith({ simulation: 'off' });
  });
  afterAll(() => stack.stop());

  it.each([{}, { eta: { delayMs: 1 } }, { weather: {} }])('refuses to simulate %o', async (simulate) => {
    const rider = aRider(stack);
    const answer = await rider.asks({ ...aRequest(), simulate });
    expect(answer).toMatchObject({ status: 400, body: { code: 'simulation_off', field: 'simulate' } });
    expect(await recordsOf(stack, 'RidesTableName')).toEqual([]);
  });

  it('has no sequential rides', async () => {
    expect(describedRoutes).toContain('POST /sequential-rides');
    // Not by `send`, which would hold the answer to the description of a stack with simulation on.
    const response = await fetch(new URL('sequential-rides', stack.cloud.apiUrl), {
      method: 'POST',
      headers: await asRider('rider-1'),
      body: JSON.stringify(aRequest()),
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'not_found' });
  });

  it('confirms rides whose branches take less time than any that is simulated', async () => {
    await eventually(async () => {
      const pickup = aPlace();
      await stack.driver(pickup);
      const { body } = await aRider(stack).asks(aRequest(pickup));
      expect(body.status).toBe('confirmed');
      expect(body.branches['payment-check']?.durationMs).toBeLessThan(branches['payment-check'].simulatedMs);
    });
  });
});
