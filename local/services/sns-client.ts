import { ServiceError } from '../errors.ts';
import { HttpClient } from './http-client.ts';

/** A client for SNS's query protocol, as far as setting up topics needs it. */
export class SnsClient {
  readonly #http: HttpClient;

  constructor(endpoint: string) {
    this.#http = new HttpClient(endpoint);
  }

  async createTopic(name: string, attributes: Record<string, string>): Promise<string> {
    const answer = await this.#call('CreateTopic', { Name: name, ...entries(attributes) });
    return elementOf(answer, 'TopicArn');
  }

  async subscribe(topicArn: string, queueArn: string, attributes: Record<string, string>): Promise<string> {
    const parameters = { TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, ...entries(attributes) };
    return elementOf(await this.#call('Subscribe', parameters), 'SubscriptionArn');
  }

  close(): void {
    this.#http.close();
  }

  async #call(action: string, parameters: Record<string, string>): Promise<string> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ Action: action, ...parameters }).toString();
    const answer = await this.#http.post(headers, body);
    if (answer.statusCode === 200) return answer.body;
    throw new ServiceError(action, elementOf(answer.body, 'Code'), elementOf(answer.body, 'Message'));
  }
}

function entries(attributes: Record<string, string>): Record<string, string> {
  const numbered = Object.entries(attributes).flatMap(([key, value], index) => [
    [`Attributes.entry.${index + 1}.key`, key],
    [`Attributes.entry.${index + 1}.value`, value],
  ]);
  return Object.fromEntries(numbered);
}

function elementOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
