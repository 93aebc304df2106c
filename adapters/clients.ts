import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
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
const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };

// Marked pure so that the bundler leaves a client out of the functions that have no use for it.

export const dynamo = /* @__PURE__ */ once(() =>
  DynamoDBDocumentClient.from(throwingServiceErrors(new DynamoDBClient({ requestHandler })), {
    marshallOptions: { removeUndefinedValues: true },
  }),
);

export const sns = /* @__PURE__ */ once(() => throwingServiceErrors(new SNSClient({ requestHandler })));

export const sqs = /* @__PURE__ */ once(() => throwingServiceErrors(new SQSClient({ requestHandler })));

export const secretsManager = /* @__PURE__ */ once(() => new SecretsManagerClient({ requestHandler }));

/** Without retries of its own: a request that timed out may have sent a mail. The queue tries again, later. */
export const ses = /* @__PURE__ */ once(() => new SESv2Client({ maxAttempts: 1 }));
