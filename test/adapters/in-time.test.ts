import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTime } from '../../adapters/in-time.ts';
import { throwingServiceErrors } from '../../adapters/service-errors.ts';
import { NotTakenError, ServiceError } from '../../core/errors.ts';
import {
  type Answer,
  disturbances,
  json,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';

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

describe('a call of a service that nobody waits for any more', () => {
  let server: ScriptedServer;
  let client: DynamoDBClient;

  beforeEach(async () => {
    server = await startScriptedServer(() => json(200, {}));
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const endpoint = `http://127.0.0.1:${server.port}`;
    client = throwingServiceErrors(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  /** What becomes of a call whose first attempt is answered so, when the time is over. */
  const endOf = async (answer: Answer) => {
    let leftMs = 10_000;
    server.answerNext((response) => {
      leftMs = 0;
      answer(response);
    });
    const ended = Promise.withResolvers<unknown>();
    const list = async () => {
      const listing = client.send(new ListTablesCommand({}));
      listing.catch(ended.resolve);
      return listing;
    };
    await expect(inTime('tables', { list }, () => leftMs).list()).rejects.toThrow(ServiceError);
    return ended.promise;
  };

  it('is not made again', async () => {
    expect(await endOf(disturbances['closes the connection'])).toBeInstanceOf(ServiceError);
    expect(server.requests).toHaveLength(1);
  });

  it('was not taken when its attempts were not, and may have been otherwise', async () => {
    const throttled = json(400, { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException' });
    expect(await endOf(throttled)).toBeInstanceOf(NotTakenError);
    expect(await endOf(disturbances['closes the connection'])).not.toBeInstanceOf(NotTakenError);
  });
});
