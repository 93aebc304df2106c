import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../local/index.ts';
import { aRider } from '../support/api-users.ts';
import { aPlace, aRequest } from '../support/places.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';

describe('a fifth branch, known to its own registry alone', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    const projectDirectory = path.join(import.meta.dirname, '../fixtures/another-branch');
    stack = await startStack(await synthesize({ projectDirectory }));
  });
  afterAll(() => stack.stop());

  it('is asked, waited for and answered', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const { body } = await aRider(stack).asks(aRequest(pickup));
    expect(body).toMatchObject({
      status: 'confirmed',
      branches: { 'another-branch': { status: 'ok', need: 'optional' } },
      outcome: { more: { 'another-branch': { score: 0.1 } } },
    });
  });

  it('delays the ride that waits for it', async () => {
    const pickup = aPlace();
    await stack.driver(pickup);
    const simulate = { 'driver-matching': { delayMs: 0 }, 'another-branch': { delayMs: 800 } };
    const { body } = await aRider(stack).asks({ ...aRequest(pickup), simulate });
    const { status, late, finishedAt } = body.branches['another-branch'] ?? expect.fail();
    expect([status, late]).toEqual(['ok', false]);
    expect(Date.parse(body.settledAt ?? '')).toBeGreaterThanOrEqual(Date.parse(finishedAt ?? ''));
  });
});
