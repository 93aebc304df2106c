import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ApiRequestHandler } from './aws/request-handler.ts';
import { DayKeySigner, type Signer } from './aws/signer.ts';
import { throwingServiceErrors } from './service-errors.ts';

/** Each client is created once per process, at its first use. */
function once<Client>(make: () => Client): () => Client {
  let client: Client | undefined;
  return () => {
    client ??= make();
    return client;
  };
}

/** A call without an answer for this long (these services take milliseconds) is retried while there is time for it. */
const limits = { connectionTimeoutMs: 1_000, requestTimeoutMs: 2_000 };

/** Creates a client with our own request handler and signer. */
function clientOf<Client extends { readonly config: Pick<Signer, 'credentials' | 'region'> }>(
  make: (config: { requestHandler: ApiRequestHandler; signer: DayKeySigner }) => Client,
  service: string,
): Client {
  const client: Client = make({
    requestHandler: new ApiRequestHandler(limits),
    signer: new DayKeySigner({
      credentials: () => client.config.credentials(),
      region: () => client.config.region(),
      service,
    }),
  });
  return client;
}

// Marked pure so that the bundler drops unused clients from the functions.

export const dynamo = /* @__PURE__ */ once(() =>
  DynamoDBDocumentClient.from(throwingServiceErrors(clientOf((config) => new DynamoDBClient(config), 'dynamodb')), {
    marshallOptions: { removeUndefinedValues: true },
  }),
);

export const sns = /* @__PURE__ */ once(() =>
  throwingServiceErrors(clientOf((config) => new SNSClient(config), 'sns')),
);

export const sqs = /* @__PURE__ */ once(() =>
  throwingServiceErrors(clientOf((config) => new SQSClient(config), 'sqs')),
);

export const secretsManager = /* @__PURE__ */ once(() =>
  clientOf((config) => new SecretsManagerClient(config), 'secretsmanager'),
);

/** No retries by the client: a request that timed out may have sent a mail. The queue retries later. */
export const ses = /* @__PURE__ */ once(() => new SESv2Client({ maxAttempts: 1 }));
