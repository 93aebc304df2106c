import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { jsonOf } from '../../core/json-of.ts';
import { DayKeySigner } from '../aws/signer.ts';

/** Publishes an event on a channel of the Event API. Throws `PublishError` unless it was accepted. */
export type PublishEvent = (channel: string, event: unknown) => Promise<void>;

/** The Event API did not accept an event. The error contains nothing of the event or its rider. */
export class PublishError extends Error {
  override readonly name = 'PublishError';

  constructor(why: string) {
    super(`The Event API did not accept an event: ${why}.`);
  }
}

/** It takes milliseconds. The queue retries a request without an answer. */
const timeoutMs = 2_000;

/**
 * Publishes to AppSync Events by HTTP, signed as this function's role:
 * https://docs.aws.amazon.com/appsync/latest/eventapi/publish-http.html. It reuses that role's credentials from another
 * service's client. `url` is the API's, such as `https://HOST/event`.
 */
export function eventApi(url: string, { config }: Pick<SQSClient, 'config'>): PublishEvent {
  const { credentials, region } = config;
  const signer = new DayKeySigner({ service: 'appsync', credentials, region });
  return async (channel, event) => {
    const body = JSON.stringify({ channel, events: [JSON.stringify(event)] });
    const answer = await fetch(url, {
      method: 'POST',
      headers: await signed(signer, new URL(url), body),
      body,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    }).catch((error: Error) => {
      throw new PublishError(error.name === 'TimeoutError' ? `no answer in ${timeoutMs} ms` : 'it is unreachable');
    });
    await check(answer);
  };
}

async function signed(signer: DayKeySigner, url: URL, body: string): Promise<Record<string, string>> {
  const { protocol, hostname, pathname: path, host } = url;
  const headers = { host, 'content-type': 'application/json' };
  const request = await signer.sign({ method: 'POST', protocol, hostname, path, query: {}, headers, body });
  const { host: _, ...others } = request.headers; // fetch sets it
  return others;
}

/** An answer of 200 may still contain a refusal of the event. */
const answerSchema = z.object({ failed: z.array(z.object({ code: z.optional(z.number()) })) });

async function check(answer: Response): Promise<void> {
  const text = await answer.text();
  if (!answer.ok) throw new PublishError(`it answered ${answer.status}`);
  const { data } = z.safeParse(answerSchema, jsonOf(text));
  if (data === undefined) throw new PublishError('its answer cannot be read');
  const [refused] = data.failed;
  if (refused !== undefined) throw new PublishError(`it refused the event with ${refused.code ?? 'no code'}`);
}
