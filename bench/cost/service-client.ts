import { Pool } from 'undici';
import type { Cloud } from '../../local/index.ts';

/** Direct access to an embedded service: it bypasses the functions and so the counting. */
export interface ServiceClient {
  call<Output>(action: string, input: unknown): Promise<Output>;
  close(): Promise<void>;
}

/** A signature must be present; it is not verified. */
const signature = {
  'x-amz-date': '20200101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/x/aws4_request, SignedHeaders=host, Signature=0',
};

function clientOf(endpoint: string, target: string): ServiceClient {
  const pool = new Pool(endpoint, { connections: 16, pipelining: 1 });
  return {
    call: async (action, input) => {
      const answer = await pool.request({
        method: 'POST',
        path: '/',
        headers: { ...signature, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${target}.${action}` },
        body: JSON.stringify(input),
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${action} was answered ${answer.statusCode}: ${text}`);
      return JSON.parse(text);
    },
    close: () => pool.close(),
  };
}

export const dynamoOf = ({ environment }: Pick<Cloud, 'environment'>): ServiceClient =>
  clientOf(environment.AWS_ENDPOINT_URL_DYNAMODB ?? '', 'DynamoDB_20120810');

export const sqsOf = ({ environment }: Pick<Cloud, 'environment'>): ServiceClient =>
  clientOf(environment.AWS_ENDPOINT_URL ?? '', 'AmazonSQS');
