import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aQuickRequest, aRider } from '../support/api-users.ts';
import { aPlace } from '../support/places.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { startStackWith } from '../support/stack-with.ts';

const invocations = 10;
const riders = 30;

/** Asks again when the answer says, as often as it is told to, and gives all answers. */
async function persistently<Answer extends { readonly status: number; readonly headers: Headers }>(
  ask: () => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (;;) {
    const answer = await ask();
    answers.push(answer);
    if (answer.status !== 429) return answers;
    await wait(1_000 * Number(answer.headers.get('retry-after')));
  }
}

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
        const asked = await persistently(() => rider.requests(aQuickRequest(pickup), { Prefer: 'wait=25' }));
        const answers = [...asked];
        while (answers.at(-1)?.body.status === 'requested') {
          const { rideId = '' } = answers.at(-1)?.body ?? {};
          await wait(1_000 * Number(answers.at(-1)?.headers.get('retry-after') ?? 0));
          answers.push(...(await persistently(() => rider.looksAt(rideId, { Prefer: 'wait=25' }))));
        }
        return answers;
      }),
    );
    const statuses = new Set(rides.flat().map(({ status }) => status));
    expect([...statuses].filter((status) => ![200, 202, 429].includes(status))).toEqual([]);
    expect(rides.map((answers) => answers.at(-1)?.body.status)).toEqual(rides.map(() => 'confirmed'));
  });
});
