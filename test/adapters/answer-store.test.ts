import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerStore } from '../../adapters/answer-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import type { BranchResult } from '../../core/messages.ts';
import { answerAttributes } from '../../core/names.ts';
import type { AnswerStore, RideStore } from '../../core/ports.ts';
import type { Ride } from '../../core/ride.ts';
import { plusMs } from '../../core/time.ts';
import { attributesNamedIn } from '../support/expressions.ts';
import { inMemoryRideStore } from '../support/in-memory-ride-store.ts';
import { allOk, aResult, aRide, aRideRequested, expects, requestedAt, resultsOf } from '../support/rides.ts';
import { startTestDynamo, type TestDynamo, tableOf } from '../support/test-dynamo.ts';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startTestDynamo();
});
afterAll(() => dynamo.stop());

const clock = () => new Date(requestedAt);
const without = (...branches: string[]) => new Set(Object.keys(expects).filter((branch) => !branches.includes(branch)));

interface Stores {
  readonly rides: RideStore;
  readonly answers: AnswerStore;
}

const inMemory = (): Stores => {
  const rides = inMemoryRideStore();
  return { rides, answers: rides.answers };
};
const inDynamo = (): Stores => ({
  rides: rideStore(dynamo.client, tableOf('rides'), clock),
  answers: answerStore(dynamo.client, tableOf('rides')),
});

/** An answer as the ride's branch gives it. */
const answerTo = ({ rideId }: Pick<Ride, 'rideId'>, branch: string, more: Partial<BranchResult> = {}): BranchResult =>
  aResult(branch, { rideId, ...more });

describe.each([
  ['in memory', inMemory, {}],
  ['in DynamoDB, whole', inDynamo, {}],
  ['in DynamoDB, brief', inDynamo, { answers: 'brief' }],
] as const)('answers of branches, %s', (_, open, kept) => {
  const written = async (more: Partial<Ride> = {}) => {
    const { rides, answers: store } = open();
    const answers: AnswerStore = {
      keep: (asked, result) => store.keep({ ...asked, ...kept }, result),
      find: (asked, branch) => store.find({ ...asked, ...kept }, branch),
    };
    const ride = aRide(more);
    await rides.create(ride);
    return { rides, answers, ride, latest: async () => (await rides.get(ride.rideId, 'latest')) as Ride };
  };

  it('are kept in the record of the ride, and tell who is pending then', async () => {
    const { answers, ride, latest } = await written();
    const result = answerTo(ride, 'pricing');
    const pending = without('pricing');
    expect(await answers.keep(ride, result)).toEqual({ result, pending });
    expect(await latest()).toEqual({ ...ride, results: { pricing: result }, pending });
  });

  it('tell that nobody is pending when they are the last', async () => {
    const { eta: _eta, ...others } = allOk();
    const { answers, ride } = await written({ results: others });
    expect(await answers.keep(ride, answerTo(ride, 'eta'))).toEqual({
      result: answerTo(ride, 'eta'),
      pending: new Set(),
    });
  });

  it('are the first of each branch', async () => {
    const { answers, ride, latest } = await written();
    const first = answerTo(ride, 'pricing', { status: 'failed' });
    await answers.keep(ride, first);
    expect(await answers.keep(ride, answerTo(ride, 'pricing'))).toEqual({ result: first, pending: without('pricing') });
    expect((await latest()).results).toEqual(resultsOf(first));
  });

  it('find nobody pending exactly once when all are kept at once', async () => {
    const { answers, ride, latest } = await written();
    const kept = await Promise.all(
      Object.values(allOk({ rideId: ride.rideId })).map((result) => answers.keep(ride, result)),
    );
    expect(kept.filter((each) => each?.pending.size === 0)).toHaveLength(1);
    expect(await latest()).toEqual({ ...ride, results: allOk({ rideId: ride.rideId }), pending: new Set() });
  });

  it('keep one of many of the same branch, the same for all', async () => {
    const { answers, ride, latest } = await written();
    const kept = await Promise.all(
      Array.from({ length: 20 }, (_each, index) =>
        answers.keep(ride, answerTo(ride, 'pricing', { attempt: index + 1 })),
      ),
    );
    const { pricing } = (await latest()).results;
    for (const each of kept) expect(each).toEqual({ result: pricing, pending: without('pricing') });
  });

  it('can be found again by their branch', async () => {
    const { answers, ride } = await written();
    await answers.keep(ride, answerTo(ride, 'pricing'));
    await answers.keep(ride, answerTo(ride, 'eta'));
    const pending = without('pricing', 'eta');
    expect(await answers.find(ride, 'pricing')).toEqual({ result: answerTo(ride, 'pricing'), pending });
  });

  it('are not found where there is none, and change nothing by being looked for', async () => {
    const { answers, ride, latest } = await written();
    expect(await answers.find(ride, 'pricing')).toBeUndefined();
    expect(await latest()).toEqual(ride);
  });

  it('are kept of a branch that the ride does not expect', async () => {
    const { answers, ride } = await written();
    const result = answerTo(ride, 'another-branch');
    expect(await answers.keep(ride, result)).toEqual({ result, pending: ride.pending });
  });

  it('find nobody pending once the ride was decided: so they know that they are late', async () => {
    const { rides, answers, ride, latest } = await written();
    const transition = { status: 'rejected', at: requestedAt, by: 'answer:eta', expiresAt: ride.expiresAt } as const;
    const decided = (await rides.move(ride, transition)) as Ride;
    expect(await answers.keep(ride, answerTo(ride, 'pricing'))).toEqual({
      result: answerTo(ride, 'pricing'),
      pending: new Set(),
    });
    expect(await answers.find(ride, 'pricing')).toMatchObject({ pending: new Set() });
    expect(await latest()).toEqual({ ...decided, results: resultsOf(answerTo(ride, 'pricing')) });
  });

  it('make no ride where there is none', async () => {
    const { rides, answers } = open();
    const ride = { ...aRide(), ...kept };
    expect(await answers.keep(ride, answerTo(ride, 'pricing'))).toBeUndefined();
    expect(await answers.find(ride, 'pricing')).toBeUndefined();
    expect(await rides.get(ride.rideId, 'latest')).toBeUndefined();
  });

  it('change nothing in another ride of the same key', async () => {
    const { answers, ride, latest } = await written({ results: resultsOf(aResult('pricing')) });
    const former = { ...ride, requestedAt: plusMs(requestedAt, -1) };
    expect(await answers.keep(former, answerTo(ride, 'eta'))).toBeUndefined();
    expect(await answers.find(former, 'pricing')).toBeUndefined();
    expect(await latest()).toEqual(ride);
  });
});

describe('answers of branches in DynamoDB', () => {
  /** The requests that a store makes. */
  async function requestsOf(work: (answers: AnswerStore) => Promise<unknown>): Promise<UpdateCommandInput[]> {
    const requests: UpdateCommandInput[] = [];
    const client = { send: async ({ input }: { input: UpdateCommandInput }) => void requests.push(input) };
    await work(answerStore(client as never, tableOf('rides')));
    return requests;
  }
  const ride = aRideRequested({ answers: 'brief' });
  const calls: [string, (answers: AnswerStore) => Promise<unknown>][] = [
    ['keeping', (answers) => answers.keep(ride, aResult('pricing'))],
    ['finding', (answers) => answers.find(ride, 'pricing')],
  ];

  it.each(calls)(
    'name no attribute when %s but those that a branch may name, and are told of what they update',
    async (_, call) => {
      const [request = expect.fail(), ...more] = await requestsOf(call);
      expect(more).toEqual([]);
      expect(answerAttributes).toEqual(expect.arrayContaining([...attributesNamedIn(request)]));
      expect(request.ReturnValues).toBe('UPDATED_NEW');
      expect(request).not.toHaveProperty('ReturnValuesOnConditionCheckFailure');
    },
  );

  it.each(calls)('name, when %s, the answer of their own branch alone', async (_, call) => {
    const [request = expect.fail()] = await requestsOf(call);
    const answers = [request.UpdateExpression, request.ConditionExpression].join(' ').match(/results\S*/g) ?? [];
    expect(new Set(answers.map((each) => each.replace(/[,)]/g, '')))).toEqual(new Set(['results.#branch']));
    expect(request.ExpressionAttributeNames).toEqual({ '#branch': 'pricing' });
  });

  it('are kept in brief only where the message says that all who read them understand that', async () => {
    const result = answerTo(ride, 'pricing');
    const { answers: _, ...earlier } = ride;
    const [brief, whole] = await requestsOf(async (answers) => {
      await answers.keep(ride, result);
      await answers.keep(earlier, result);
    });
    expect(whole?.ExpressionAttributeValues?.[':result']).toEqual(result);
    expect(brief?.ExpressionAttributeValues?.[':result']).not.toHaveProperty('kind');
  });

  it('pass on errors that are not about a condition', async () => {
    const answers = answerStore(dynamo.client, 'no-such-table');
    await expect(answers.keep(ride, aResult('pricing'))).rejects.toThrow('resource not found');
  });
});
