import { beforeAll, describe, expect, it } from 'vitest';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import type { Answer, RunningStack } from '../support/running-stack.ts';
import { warmSharedStack } from '../support/shared-stack.ts';

describe('the wait for an outcome', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await warmSharedStack();
  });

  /** A request for a ride that can be confirmed, no sooner than after `ms`. */
  const aRequestOf = async (ms: number) => {
    const pickup = aPlace();
    await stack.driver(pickup);
    return aQuickRequest(pickup, { pricing: { delayMs: ms } });
  };

  const applied = ({ headers }: Answer<unknown>) => headers.get('preference-applied');

  /** How often the API has looked at the ride while it waited. */
  const looks = ({ headers }: Answer<unknown>) =>
    Number(/"(\d+) reads?"/.exec(headers.get('server-timing') ?? '')?.[1]);

  /** For a rider who waits as long as usual: on a busy machine a ride may take longer, and another one may not. */
  const usually = (headers: Record<string, string> = {}) =>
    eventually(async () => {
      const answer = await aRider(stack).requests(await aRequestOf(0), headers);
      expect(answer).toMatchObject({ status: 200, body: { status: 'confirmed' } });
      return answer;
    });

  it('ends with the outcome', async () => {
    const answer = await usually();
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(answer.headers.get('location')).toBe(`/v1/rides/${answer.body.rideId}`);
    expect(applied(answer)).toBeNull();
  });

  it('is left out for a rider who prefers that', async () => {
    const request = await aRequestOf(5_000);
    const answer = await aRider(stack).asksAsync(request);
    expect(answer).toMatchObject({ status: 202, body: { status: 'requested', outcome: null } });
    expect(applied(answer)).toBe('respond-async');
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it('can be taken up again at the location of a ride', async () => {
    const rider = aRider(stack);
    const accepted = await rider.asksAsync(await aRequestOf(3_000));
    const location = accepted.headers.get('location') ?? '';
    expect(new URL(location, stack.cloud.apiUrl).href).toBe(`${stack.cloud.apiUrl}rides/${accepted.body.rideId}`);

    const asItIs = await rider.looksAt(accepted.body.rideId);
    expect(asItIs).toMatchObject({ status: 200, body: { status: 'requested' } });
    expect(asItIs.headers.get('retry-after')).toBe('1');
    expect(applied(asItIs)).toBeNull();

    const waited = await rider.looksAt(accepted.body.rideId, { Prefer: 'wait=24' });
    expect(waited).toMatchObject({ status: 200, body: { status: 'confirmed', rideId: accepted.body.rideId } });
    expect(applied(waited)).toBe('wait=24');
    expect(waited.headers.get('retry-after')).toBeNull();
  });

  it('is over at once when the outcome is known', async () => {
    const rider = aRider(stack);
    const { body } = await rider.asks(await aRequestOf(0));
    const answer = await rider.looksAt(body.rideId, { Prefer: 'wait=20' });
    expect(answer.body).toEqual(body);
    expect(looks(answer)).toBe(0);
  });

  it.concurrent.each(['wait=1', 'wait="1"', 'WAIT = 1', 'respond-async, wait=1', 'wait=1, respond-async'])(
    'is as long as the rider prefers: %s',
    async (preference) => {
      const request = await aRequestOf(5_000);
      const answer = await aRider(stack).requests(request, { Prefer: preference });
      expect(answer).toMatchObject({ status: 202, body: { status: 'requested' } });
      expect(applied(answer)).toBe('wait=1');
      expect(looks(answer)).toBeGreaterThan(0);
    },
  );

  it('is no longer than 25 s, whatever the rider prefers', async () => {
    expect(applied(await usually({ Prefer: 'wait=3600' }))).toBe('wait=25');
  });

  it.concurrent.each(['wait=soon', 'wait=-1', 'wait=', 'wait', 'return=minimal', 'respond-asynchronously', ';;,=,'])(
    'is the usual one when the preference makes no sense: %s',
    async (preference) => {
      expect(applied(await usually({ Prefer: preference }))).toBeNull();
    },
  );
});
