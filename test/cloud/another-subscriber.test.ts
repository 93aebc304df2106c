import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { synthesize } from '../../local/index.ts';
import { aDriver, aQuickRequest, aRider } from '../support/api-users.ts';
import { eventually } from '../support/eventually.ts';
import { aPlace } from '../support/places.ts';
import { loggedAbout } from '../support/ride-events.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';
import { resourcesOf } from '../support/template.ts';

describe('another subscriber, known to its own registry alone', () => {
  let assemblyDirectory: string;
  let stack: RunningStack;

  beforeAll(async () => {
    assemblyDirectory = await mkdtemp(path.join(tmpdir(), 'ride-request-test-'));
    const projectDirectory = path.join(import.meta.dirname, '../fixtures/another-subscriber');
    await synthesize({ projectDirectory, outputDirectory: assemblyDirectory });
    stack = await startStack(assemblyDirectory);
  });
  afterAll(async () => {
    await stack.stop();
    await rm(assemblyDirectory, { recursive: true });
  });

  const aConfirmedRide = async () => {
    const pickup = aPlace();
    const driver = await aDriver(stack, pickup);
    const rider = aRider(stack);
    const { body } = await rider.asks(aQuickRequest(pickup));
    expect(body.status).toBe('confirmed');
    return { rider, driver, rideId: body.rideId };
  };

  const outcomesOf = (rideId: string) => loggedAbout(stack, /AnotherSubscriber/, rideId).map(({ outcome }) => outcome);

  it('hears of what it asked for, and of nothing else', async () => {
    const [completed, cancelled] = await Promise.all([aConfirmedRide(), aConfirmedRide()]);
    await completed.driver.completes(completed.rideId);
    await cancelled.rider.cancels(cancelled.rideId);
    await eventually(() => expect(outcomesOf(completed.rideId)).toEqual(['ten points']));
    await eventually(() => expect(outcomesOf(cancelled.rideId)).toEqual(['a point less']));
  });

  it('leaves the publisher and the other subscribers as they are, code included', () => {
    const usual = resourcesOf(inject('assemblyDirectory'));
    const more = resourcesOf(assemblyDirectory);
    const changed = Object.keys(usual).filter((id) => JSON.stringify(usual[id]) !== JSON.stringify(more[id]));
    expect(changed).toEqual([]);
    const added = Object.keys(more).filter((id) => !(id in usual));
    expect(added.filter((id) => !id.startsWith('AnotherSubscriber'))).toEqual([]);
    expect(added.length).toBeGreaterThan(5);
  });
});
