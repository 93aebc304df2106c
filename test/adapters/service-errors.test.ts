import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { throwingServiceErrors } from '../../adapters/service-errors.ts';
import { NotTakenError, ServiceError } from '../../core/errors.ts';
import {
  type Answer,
  disturbances,
  json,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';
import { testCredentials } from '../support/test-dynamo.ts';

/** An answer of DynamoDB's that says what went wrong. */
const failing = (status: number, type: string): Answer =>
  json(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: `${type}.` });

const throttled = failing(400, 'ThrottlingException');
const broken = failing(500, 'InternalServerError');
const lost: Answer = disturbances['closes the connection'];

describe('an error of a service', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer(() => json(200, {}));
  });
  afterAll(() => server.stop());

  // The SDK waits for a random time before it tries again.
  beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
  afterEach(() => vi.restoreAllMocks());

  const credentials = {
    accessKeyId: testCredentials.AWS_ACCESS_KEY_ID,
    secretAccessKey: testCredentials.AWS_SECRET_ACCESS_KEY,
  };

  /** What a write throws; undefined when it succeeds. */
  const errorOf = async (endpoint = `http://127.0.0.1:${server.port}`, more = {}): Promise<unknown> => {
    const client = throwingServiceErrors(
      new DynamoDBClient({
        endpoint,
        region: testCredentials.AWS_REGION,
        credentials,
        maxAttempts: 3,
        requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
        ...more,
      }),
    );
    const put = new PutItemCommand({ TableName: 'rides', Item: { rideId: { S: 'ride-1' } } });
    try {
      return await client.send(put).then(
        () => undefined,
        (error: unknown) => error,
      );
    } finally {
      client.destroy();
    }
  };

  const afterAnswers = (...answers: readonly Answer[]) => {
    server.answerNext(...answers);
    return errorOf();
  };

  it.each<[string, readonly Answer[]]>([
    ['refused', [failing(400, 'ResourceNotFoundException')]],
    ['not allowed', [failing(400, 'AccessDeniedException')]],
    ['throttled each time', [throttled, throttled, throttled]],
    ['throttled by the status', [failing(429, 'Busy'), failing(429, 'Busy'), failing(429, 'Busy')]],
  ])('says that the call was not taken: %s', async (_, answers) => {
    const error = await afterAnswers(...answers);
    expect(error).toBeInstanceOf(NotTakenError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/^PutItemCommand failed: /),
      cause: expect.any(Error),
    });
  });

  it.each<[string, readonly Answer[]]>([
    ['an internal error', [broken, broken, broken]],
    ['unavailable', [failing(503, 'ServiceUnavailable'), broken, broken]],
    ['timed out', Array(3).fill(failing(408, 'RequestTimeout'))],
    ['no answer', Array(3).fill(disturbances['never answers'])],
    ['the connection is lost', [lost, lost, lost]],
    ['half an answer', Array(3).fill(disturbances['breaks off'])],
    ['a first attempt without an answer, then throttled', [lost, throttled, throttled]],
    ['an attempt without an answer in the middle', [throttled, broken, throttled]],
    ['an attempt without an answer, then refused', [lost, failing(400, 'ResourceNotFoundException')]],
  ])('leaves open whether the call was taken: %s', async (_, answers) => {
    const error = await afterAnswers(...answers);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).not.toBeInstanceOf(NotTakenError);
  });

  it('says that the call was not taken when nobody is there', async () => {
    const nobody = await startScriptedServer(() => json(200, {}));
    await nobody.stop();
    expect(await errorOf(`http://127.0.0.1:${nobody.port}`)).toBeInstanceOf(NotTakenError);
  });

  it('says that the call was not taken when there is nothing to sign with', async () => {
    const none = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    expect(await errorOf(undefined, { credentials: none })).toBeInstanceOf(NotTakenError);
  });

  it('is none when the condition of a write does not hold, also when an attempt before was not answered', async () => {
    const answer = failing(400, 'ConditionalCheckFailedException');
    expect(await afterAnswers(answer)).toBeInstanceOf(ConditionalCheckFailedException);
    expect(await afterAnswers(lost, answer)).toBeInstanceOf(ConditionalCheckFailedException);
  });

  it('does not come of an attempt that another makes up for', async () => {
    expect(await afterAnswers(lost, throttled)).toBeUndefined();
    expect(await afterAnswers(throttled, throttled, throttled)).toBeInstanceOf(NotTakenError);
  });
});
