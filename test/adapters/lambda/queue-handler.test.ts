import '../../support/quiet-telemetry.ts';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { queueHandler, type RecordHandler } from '../../../adapters/lambda/queue-handler.ts';
import { readAs } from '../../../adapters/lambda/read-record.ts';
import { variables } from '../../../core/names.ts';
import { GivenUpError, type RetryPolicy } from '../../../core/retry.ts';
import { aContext, aRecord, deliver } from '../../support/sqs-events.ts';
import { startTestMessaging, type TestMessaging } from '../../support/test-messaging.ts';

const maxAttempts = 3;

let messaging: TestMessaging;
let sqs: SQSClient;
beforeAll(async () => {
  messaging = await startTestMessaging();
  Object.assign(process.env, messaging.environment, { [variables.maxAttempts]: String(maxAttempts) });
  sqs = new SQSClient({ endpoint: messaging.environment.AWS_ENDPOINT_URL_SQS ?? '', region: 'us-east-1' });
});
afterAll(() => messaging.stop());

interface Lane {
  handler(handle: RecordHandler, retryAfter?: RetryPolicy): ReturnType<typeof queueHandler>;
  /** Puts a message into the queue and takes it out again, hidden from all others for half a minute. */
  received(body: string): Promise<SQSRecord>;
  /** The next message, as soon as there is one; undefined when `seconds` pass without. */
  next(seconds: number): Promise<string | undefined>;
}

async function aLane(): Promise<Lane> {
  const { url } = await messaging.queue();
  process.env[variables.queue] = url;
  const receive = async (WaitTimeSeconds: number, VisibilityTimeout: number) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds, VisibilityTimeout }))).Messages?.[0];
  return {
    handler: (handle, retryAfter) => queueHandler(() => handle, retryAfter),
    received: async (body) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
      const message = await receive(5, 30);
      return { ...aRecord(body), receiptHandle: message?.ReceiptHandle ?? '', messageId: message?.MessageId ?? '' };
    },
    next: async (seconds) => (await receive(seconds, 30))?.Body,
  };
}

const failing: RecordHandler = async () => {
  throw new Error('not now');
};

describe("a queue's handler", () => {
  it('has a record that failed delivered again after the delay of its policy', async () => {
    const lane = await aLane();
    const attempts: number[] = [];
    const handler = lane.handler(failing, (attempt) => attempts.push(attempt));
    const record = await lane.received('{}');
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await lane.next(20)).toBe('{}'); // It was received for half a minute.
    expect(attempts).toEqual([1]);
  });

  it('keeps a record that failed hidden for the delay of its policy', async () => {
    const lane = await aLane();
    const record = await lane.received('{}');
    await deliver(
      lane.handler(failing, () => 600),
      record,
    );
    expect(await lane.next(0)).toBeUndefined();
  });

  it('leaves a record that succeeded hidden until the batch is deleted', async () => {
    const lane = await aLane();
    expect(
      await deliver(
        lane.handler(async () => {}),
        await lane.received('{}'),
      ),
    ).toEqual([]);
    expect(await lane.next(0)).toBeUndefined();
  });

  it('has a message that nobody can read go through its attempts without delay', async () => {
    const lane = await aLane();
    const schema = z.object({ rideId: z.string() });
    const handler = lane.handler(
      async (record) => void readAs(schema, record),
      () => 30,
    );
    const record = await lane.received('{"rideId":1}');
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await lane.next(0)).toBe('{"rideId":1}');
  });

  it('has a message that was given up go through its attempts without delay', async () => {
    const lane = await aLane();
    const handler = lane.handler(
      async () => {
        throw new GivenUpError('no attempt helps');
      },
      () => 30,
    );
    const record = await lane.received('{}');
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await lane.next(0)).toBe('{}');
  });

  it('delays every delivery where the queue delivers until a message is handled', async () => {
    const lane = await aLane();
    const { [variables.maxAttempts]: attempts } = process.env;
    delete process.env[variables.maxAttempts];
    const handler = lane.handler(failing, () => 30);
    process.env[variables.maxAttempts] = attempts;
    const record = await lane.received('{}');
    record.attributes.ApproximateReceiveCount = '1000';
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await lane.next(0)).toBeUndefined();
  });

  it('lets a record whose last attempt has failed go to the dead letters at once', async () => {
    const lane = await aLane();
    const record = await lane.received('{}');
    record.attributes.ApproximateReceiveCount = String(maxAttempts);
    expect(
      await deliver(
        lane.handler(failing, () => 30),
        record,
      ),
    ).toEqual([record.messageId]);
    expect(await lane.next(0)).toBe('{}');
  });

  it('still fails a record whose delay cannot be set', async () => {
    const lane = await aLane();
    const record = { ...(await lane.received('{}')), receiptHandle: 'gone' };
    expect(await deliver(lane.handler(failing), record)).toEqual([record.messageId]);
  });

  it('fails a batch that hangs before Lambda would end the process for it', async () => {
    const lane = await aLane();
    const handler = lane.handler(() => new Promise(() => {}));
    vi.useFakeTimers();
    try {
      let isOver = false;
      const outcome = handler({ Records: [aRecord('{}')] }, aContext())
        .catch((error: Error) => error)
        .finally(() => {
          isOver = true;
        });
      await vi.advanceTimersByTimeAsync(aContext().getRemainingTimeInMillis() - 100);
      expect(isOver).toBe(false);
      await vi.advanceTimersByTimeAsync(99);
      expect(isOver).toBe(true);
      expect(await outcome).toMatchObject({ name: 'TimeoutError' });
    } finally {
      vi.useRealTimers();
    }
  });
});
