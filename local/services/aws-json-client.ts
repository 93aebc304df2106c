import { ServiceError } from '../errors.ts';
import { REGION } from '../identity.ts';
import { HttpClient } from './http-client.ts';

/** A client for services that speak AWS's JSON protocol 1.0 (SQS, DynamoDB). */
export class AwsJsonClient {
  readonly #http: HttpClient;
  readonly #headers: Record<string, string>;
  readonly #targetPrefix: string;

  /** `targetPrefix` is the service's name in X-Amz-Target, such as `AmazonSQS`. */
  constructor(endpoint: string, targetPrefix: string) {
    this.#http = new HttpClient(endpoint);
    this.#targetPrefix = targetPrefix;
    this.#headers = {
      'content-type': 'application/x-amz-json-1.0',
      // The embedded services require a signature; they do not verify it.
      'x-amz-date': '20200101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=local/20200101/${REGION}/local/aws4_request, SignedHeaders=host, Signature=0`,
    };
  }

  /** Calls one action. Throws ServiceError when the service rejects it, AbortError when `signal` aborts. */
  async call<Output>(action: string, input: unknown, signal?: AbortSignal): Promise<Output> {
    const headers = { ...this.#headers, 'x-amz-target': `${this.#targetPrefix}.${action}` };
    const { statusCode, body } = await this.#http.post(headers, JSON.stringify(input), signal);
    const output = body ? JSON.parse(body) : {};
    if (statusCode === 200) return output as Output;
    const code = String(output.__type ?? statusCode).replace(/^.*#/, '');
    throw new ServiceError(action, code, output.message ?? output.Message ?? '');
  }

  close(): void {
    this.#http.close();
  }
}
