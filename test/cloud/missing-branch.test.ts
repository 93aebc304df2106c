import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../local/index.ts';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import { aPlace } from '../support/places.ts';
import { startStack } from '../support/running-stack.ts';

describe('a ride with a branch whose messages nobody reads', () => {
  let assemblyDirectory: string;
  beforeAll(async () => {
    const projectDirectory = path.join(import.meta.dirname, '../fixtures/deaf-branch');
    const outputDirectory = await mkdtemp(path.join(tmpdir(), 'deaf-branch-'));
    assemblyDirectory = await synthesize({ projectDirectory, outputDirectory });
  });
  afterAll(() => rm(assemblyDirectory, { recursive: true, force: true }));

  const rideOn = async (stackName: string) => {
    const stack = await startStack(assemblyDirectory, { stackName });
    try {
      const pickup = aPlace();
      await stack.driver(pickup);
      return (await aRider(stack).asks(aQuickRequest(pickup))).body;
    } finally {
      await stack.stop();
    }
  };

  it('expires at its deadline without a required branch, and names it', async () => {
    const body = await rideOn('DeafPricing');
    expect(body).toMatchObject({ status: 'expired', reasons: [{ branch: 'pricing', code: 'pricing_timed_out' }] });
    expect(body.branches).toMatchObject({ eta: { status: 'ok' }, 'driver-matching': { status: 'ok' } });
    expect(Date.parse(body.settledAt ?? '')).toBeGreaterThanOrEqual(Date.parse(body.deadlineAt));
  });

  it('is confirmed long before it without an optional branch, with what is known, two seconds after the last required one', async () => {
    const body = await rideOn('DeafEta');
    expect(body).toMatchObject({ status: 'confirmed', outcome: { trip: { source: 'fare' } } });
    expect(body.branches.eta).toMatchObject({ status: 'not_awaited' });
    expect(Date.parse(body.settledAt ?? '')).toBeLessThan(Date.parse(body.deadlineAt));
    const required = Object.values(body.branches).filter(({ need }) => need === 'required');
    const lastAnswered = Math.max(...required.map(({ finishedAt }) => Date.parse(finishedAt ?? '')));
    expect(Date.parse(body.settledAt ?? '') - lastAnswered).toBeGreaterThanOrEqual(2_000);
  });
});
