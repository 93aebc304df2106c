import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RideView } from '../../core/ride-view.ts';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import { persistently } from '../support/persistently.ts';
import { aPlace } from '../support/places.ts';
import type { Answer, RunningStack } from '../support/running-stack.ts';
import { startStackWith } from '../support/stack-with.ts';

const invocations = 10;
const riders = 30;

const isRefused = ({ status }: Answer<unknown>): boolean => status === 429;

describe('an account that is granted few invocations', () => {
  let stack: RunningStack;

  beforeAll(async () => {
    stack = await startStackWith({ concurrency: String(invocations) }, { limits: { invocations } });
  });
  afterAll(() => stack.stop());

  it('serves more riders who wait than it has invocations, and none of them gets an error', async () => {
    const pickup = aPlace();
    for (let driver = 0; driver < riders; driver += 1) await stack.driver(pickup);
    const rides = await Promise.all(
      Array.from({ length: riders }, async () => {
        const rider = aRider(stack);
        const ask = () => rider.requests(aQuickRequest(pickup), { Prefer: 'wait=25' });
        const answers = [...(await persistently(ask, isRefused))];
        const { rideId = '', status } = answers.at(-1)?.body ?? {};
        if (status !== 'requested') return answers;
        const look = () => rider.looksAt(rideId, { Prefer: 'wait=25' });
        const isOpen = (answer: Answer<RideView>) => isRefused(answer) || answer.body.status === 'requested';
        return [...answers, ...(await persistently(look, isOpen))];
      }),
    );
    const statuses = new Set(rides.flat().map(({ status }) => status));
    expect([...statuses].filter((status) => ![200, 202, 429].includes(status))).toEqual([]);
    expect(rides.map((answers) => answers.at(-1)?.body.status)).toEqual(rides.map(() => 'confirmed'));
  });
});
