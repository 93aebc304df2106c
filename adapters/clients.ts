import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ApiRequestHandler } from './aws/request-handler.ts';
import { throwingServiceErrors } from './service-errors.ts';

/** A client is made once per process, at its first use. */
function once<Client>(make: () => Client): () => Client {
  let client: Client | undefined;
  return () => {
    client ??= make();
    return client;
  };
}

/** A call that goes unanswered for so long (these services take milliseconds) is made again while there is time for it. */
const limits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 2_000 };
const withHandler = () => ({ requestHandler: new ApiRequestHandler(limits) });

// Marked pure so that the bundler leaves a client out of the functions that have no use for it.

export const dynamo = /* @__PURE__ */ once(() =>
  DynamoDBDocumentClient.from(throwingServiceErrors(new DynamoDBClient(withHandler())), {
    marshallOptions: { removeUndefinedValues: true },
  }),
);

export const sns = /* @__PURE__ */ once(() => throwingServiceErrors(new SNSClient(withHandler())));

export const sqs = /* @__PURE__ */ once(() => throwingServiceErrors(new SQSClient(withHandler())));

export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient(withHandler()));

/** Without retries of its own: a request that timed out may have sent a mail. The queue tries again, later. */
export const ses = /* @__PURE__ */ once(() => new SESv2Client({ maxAttempts: 1 }));
