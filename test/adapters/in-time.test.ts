import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTime } from '../../adapters/in-time.ts';
import { throwingServiceErrors } from '../../adapters/service-errors.ts';
import { NotTakenError, ServiceError } from '../../core/errors.ts';
import { disturbances, startScriptedServer } from '../support/scripted-server.ts';

describe('a port that is called in time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  /** A port whose call takes as long as told, for as long as there are `leftMs` from now. */
  const aPort = (takesMs: number, leftMs: number) => {
    const until = Date.now() + leftMs;
    const made = vi.fn();
    const send = async (text: string) => {
      made();
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      return text.toUpperCase();
    };
    return { made, port: inTime('queue', { send }, () => until - Date.now()) };
  };

  it('says what it says', async () => {
    const { port } = aPort(500, 1_000);
    const sent = port.send('hello');
    await vi.advanceTimersByTimeAsync(500);
    expect(await sent).toBe('HELLO');
  });

  it('is waited for until the time is over, and may have been carried out then', async () => {
    const { port, made } = aPort(5_000, 1_000);
    const failed = port.send('hello').catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await failed).toBeInstanceOf(ServiceError);
    expect(await failed).not.toBeInstanceOf(NotTakenError);
    expect(made).toHaveBeenCalledOnce();
  });

  it('is not called when no time is left', async () => {
    const { port, made } = aPort(0, 0);
    await expect(port.send('hello')).rejects.toThrow(NotTakenError);
    expect(made).not.toHaveBeenCalled();
  });
});

it('an attempt that nobody waits for any more is not followed by another', async () => {
  const server = await startScriptedServer(() => disturbances['closes the connection']);
  const client = throwingServiceErrors(
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
  let leftMs = 10_000;
  const ended = Promise.withResolvers<unknown>();
  const port = inTime(
    'tables',
    {
      list: async () => {
        const listing = client.send(new ListTablesCommand({}));
        listing.catch(ended.resolve);
        return listing;
      },
    },
    () => leftMs,
  );
  server.answerNext((response) => {
    leftMs = 0;
    response.destroy();
  });
  await expect(port.list()).rejects.toThrow(ServiceError);
  // Its first attempt may have been carried out, whatever is said of the second.
  expect(await ended.promise).not.toBeInstanceOf(NotTakenError);
  expect(server.requests).toHaveLength(1);
  client.destroy();
  await server.stop();
});
