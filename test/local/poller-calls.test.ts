import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PollerCall } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import { functionOf, mapping, queue } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const TAKE = `exports.handler = async () => {};`;
const FAIL = `exports.handler = async () => { throw new Error('refused'); };`;

describe('the calls of an event source mapping', () => {
  let cloud: TestCloud;
  const calls: PollerCall[] = [];

  /** How many messages each call for a function was about, by operation. */
  const messages = (functionId: string, operation: PollerCall['operation']) =>
    calls
      .filter((call) => call.functionName === cloud.physicalIds[functionId] && call.operation === operation)
      .map((call) => call.messages);

  beforeAll(async () => {
    cloud = await testCloud(
      {
        resources: {
          Taken: queue(),
          Takes: functionOf('Takes'),
          TakenMapping: mapping('Taken', 'Takes', { BatchSize: 20, MaximumBatchingWindowInSeconds: 5 }),
          Refused: queue(),
          Refuses: functionOf('Refuses'),
          RefusedMapping: mapping('Refused', 'Refuses'),
        },
        code: { Takes: TAKE, Refuses: FAIL },
      },
      { onPollerCall: (call) => calls.push(call) },
    );
  });
  afterAll(() => cloud.stop());

  it('are told one by one, with how many messages each was about', async () => {
    for (const count of [10, 5]) {
      const Entries = Array.from({ length: count }, (_, index) => ({ Id: String(index), MessageBody: 'hello' }));
      await cloud.sqs.call('SendMessageBatch', { QueueUrl: cloud.physicalIds.Taken, Entries });
    }
    await eventually(() => expect(messages('Takes', 'DeleteMessageBatch')).toEqual([10, 5]));
    expect(messages('Takes', 'Invoke')).toEqual([15]);
    const received = messages('Takes', 'ReceiveMessage');
    expect(received.reduce((sum, count) => sum + count, 0)).toBe(15);
    expect(received.at(-1)).toBe(0); // The window ended with an empty receive.
    expect(calls.every(({ ms }) => ms > 0)).toBe(true);
  });

  it('are not told when they fail', async () => {
    await cloud.send('Refused', 'hello');
    await cloud.log.until(({ line }) => line.startsWith('A batch of 1 '));
    // On a busy machine others have ended without a message before.
    expect(messages('Refuses', 'ReceiveMessage').filter((count) => count > 0)).toEqual([1]);
    expect(messages('Refuses', 'Invoke')).toEqual([]);
    expect(messages('Refuses', 'DeleteMessageBatch')).toEqual([]);
  });
});
