import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fate, Intercept, ServiceCall } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import { AWS } from './support/handler-code.ts';
import { functionOf, queue, ref, table } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

/** Tells how a call went: the service's answer, or what went wrong. */
const CALL = `${AWS}
exports.handler = async ({ call, ...input }) => {
  const answer = call === 'send' ? sqs('SendMessage', { QueueUrl: process.env.QUEUE, MessageBody: 'hello' })
    : call === 'count' ? sqs('GetQueueAttributes', { QueueUrl: process.env.QUEUE, AttributeNames: ['ApproximateNumberOfMessages'] })
    : put(process.env.TABLE, input.id);
  return answer.then((output) => ({ output }), (error) => ({ error: error.message }));
};`;

describe('an intercepted call', () => {
  let cloud: TestCloud;
  let seen: ServiceCall[] = [];
  let meet: Intercept = () => 'pass';

  beforeAll(async () => {
    const Environment = { Variables: { QUEUE: ref('Queue'), TABLE: ref('Table') } };
    cloud = await testCloud(
      {
        resources: {
          Queue: queue(),
          Table: table(),
          Caller: functionOf('Caller', { Environment }),
          Impatient: functionOf('Impatient', { Environment, Timeout: 1 }),
          Other: functionOf('Other', { Environment }),
        },
        code: { Caller: CALL, Impatient: CALL, Other: CALL },
      },
      {
        intercept: (call) => {
          seen.push(call);
          return meet(call);
        },
      },
    );
  });
  afterEach(() => {
    vi.useRealTimers();
    seen = [];
    meet = () => 'pass';
  });
  afterAll(() => cloud.stop());

  const invoke = (call: string, functionId = 'Caller') =>
    cloud.invoke(functionId, { call, id: call }) as Promise<{
      output?: Record<string, unknown>;
      error?: string;
    }>;

  const messages = async () => {
    meet = () => 'pass';
    const { output = {} } = await invoke('count');
    return Number((output.Attributes as Record<string, string>).ApproximateNumberOfMessages);
  };

  /** What the caller was told when its call met this fate, and how many messages that made. */
  const sendingMeets = async (fate: Fate) => {
    const before = await messages();
    meet = () => fate;
    const told = await invoke('send');
    return { told, sent: (await messages()) - before };
  };

  it('is known by its function, service and operation', async () => {
    await invoke('send');
    await invoke('put', 'Other');
    expect(seen).toMatchObject([
      { functionName: cloud.physicalIds.Caller, service: 'sqs', operation: 'SendMessage' },
      { functionName: cloud.physicalIds.Other, service: 'dynamodb', operation: 'PutItem' },
    ]);
    expect(JSON.parse(seen[0]?.body ?? '').MessageBody).toBe('hello');
  });

  it('passes', async () => {
    const { told, sent } = await sendingMeets('pass');
    expect(told.output).toHaveProperty('MessageId');
    expect(sent).toBe(1);
  });

  it('arrives later', async () => {
    const before = await messages();
    const met = Promise.withResolvers<void>();
    meet = () => {
      met.resolve();
      return { kind: 'delay', ms: 1_000 };
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const told = invoke('send');
    await met.promise;
    expect(await messages()).toBe(before);
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await told).output).toHaveProperty('MessageId');
    expect(await messages()).toBe(before + 1);
  });

  it('never arrives when its connection is reset', async () => {
    const { told, sent } = await sendingMeets({ kind: 'reset' });
    expect(told.error).toBe('fetch failed');
    expect(sent).toBe(0);
  });

  it("is refused in the service's own words", async () => {
    const { told, sent } = await sendingMeets({ kind: 'error', statusCode: 503, code: 'ServiceUnavailable' });
    expect(told.error).toContain('com.amazonaws.sqs#ServiceUnavailable');
    expect(sent).toBe(0);
  });

  it('has its effect though its answer is lost', async () => {
    const { told, sent } = await sendingMeets({ kind: 'lose-answer' });
    expect(told.error).toBe('fetch failed');
    expect(sent).toBe(1);
  });

  it('arrives twice', async () => {
    const before = await messages();
    meet = () => ({ kind: 'twice' });
    expect((await invoke('send')).output).toHaveProperty('MessageId');
    // The caller has the answer to the first.
    await eventually(async () => expect(await messages()).toBe(before + 2));
  });

  it("hangs until the function's time-out", async () => {
    meet = () => ({ kind: 'hang' });
    await expect(invoke('send', 'Impatient')).rejects.toThrow('Sandbox.Timedout');
  });

  it('dies with its worker, and no other worker with it', async () => {
    const called = Promise.withResolvers<void>();
    meet = ({ functionName }) => {
      if (functionName !== cloud.physicalIds.Caller) return 'pass';
      called.resolve();
      return { kind: 'hang' };
    };
    const dying = invoke('send');
    await called.promise;
    const failing = expect(dying).rejects.toThrow('Runtime.ExitError');
    await cloud.killWorkers('Caller');
    await failing;
    expect((await invoke('put', 'Other')).output).toEqual({});
  });
});
