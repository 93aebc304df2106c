import { randomUUID } from 'node:crypto';
import { closeServer, listen } from '../api/http-server.ts';
import { type HttpReply, type HttpRequest, headerOf } from '../api/http-types.ts';
import { arnOf } from '../identity.ts';

/** An embedded Secrets Manager: keeps secrets in memory, returns them, and accepts new values. */
export interface SecretsManager {
  /** http://127.0.0.1:PORT */
  readonly endpoint: string;
  /** Adds a secret and returns its ARN. */
  create(name: string, value: string): string;
  stop(): Promise<void>;
}

interface Secret {
  readonly name: string;
  readonly arn: string;
  value: string;
  versionId: string;
}

export async function startSecretsManager(): Promise<SecretsManager> {
  const secrets: Secret[] = [];
  const answer = async (request: HttpRequest) => answerCall(secrets, request);
  const { server, port } = await listen(0, { answer, onHangUp: () => {} });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    create: (name, value) => {
      const arn = arnOf('secretsmanager', `secret:${name}-local0`); // AWS adds six characters as well
      secrets.push({ name, arn, value, versionId: randomUUID() });
      return arn;
    },
    stop: () => closeServer(server, 0),
  };
}

function answerCall(secrets: readonly Secret[], request: HttpRequest): HttpReply {
  const action = headerOf(request, 'x-amz-target')?.replace('secretsmanager.', '');
  const { SecretId, SecretString = '' } = JSON.parse(request.body.toString() || '{}');
  const secret = secrets.find(({ name, arn }) => name === SecretId || arn === SecretId);
  if (action !== 'GetSecretValue' && action !== 'PutSecretValue') {
    return refusal('InvalidRequestException', `${action} cannot be answered locally.`);
  }
  if (!secret) return refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  if (action === 'PutSecretValue') Object.assign(secret, { value: SecretString, versionId: randomUUID() });
  const version = { ARN: secret.arn, Name: secret.name, VersionId: secret.versionId, VersionStages: ['AWSCURRENT'] };
  return reply(200, action === 'GetSecretValue' ? { ...version, SecretString: secret.value } : version);
}

const refusal = (code: string, message: string): HttpReply => reply(400, { __type: code, message });

const reply = (statusCode: number, body: unknown): HttpReply => ({
  statusCode,
  headers: [['Content-Type', 'application/x-amz-json-1.1']],
  body: JSON.stringify(body),
});
