import type { ServiceCall } from '../../local/index.ts';
import { randomOf } from './random.ts';
import type { Tally } from './tally.ts';

/** Somebody who repeats messages at a time of their own, so that they come doubled, late and out of order. */
export interface Bystander {
  copy(call: ServiceCall): void;
  /** Sends at once what is still to be sent. */
  stop(): Promise<void>;
}

/** Long enough for a copy to come after the ride's end. */
const latestMs = 8_000;

export function bystanderOf(seed: number, endpoint: () => string, injected: Tally): Bystander {
  const random = randomOf(seed, 'bystander');
  const waiting = new Map<NodeJS.Timeout, () => void>();
  const sending: Promise<unknown>[] = [];
  return {
    copy: (call) => {
      injected.add(`copy sent later: ${call.service}`);
      const send = () => {
        waiting.delete(timer);
        sending.push(repeat(endpoint(), call));
      };
      const timer = setTimeout(send, random.between(0, latestMs));
      waiting.set(timer, send);
    },
    stop: async () => {
      for (const [timer, send] of [...waiting]) {
        clearTimeout(timer);
        send();
      }
      await Promise.all(sending);
    },
  };
}

/** The very request again, past the functions and whatever stands between them and the service. */
export async function repeat(endpoint: string, { service, operation, body }: ServiceCall): Promise<void> {
  const signature =
    'AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/test/aws4_request, SignedHeaders=host, Signature=0';
  const protocol: Record<string, string> =
    service === 'sns'
      ? { 'content-type': 'application/x-www-form-urlencoded' }
      : { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` };
  const headers = { ...protocol, 'x-amz-date': '20200101T000000Z', authorization: signature };
  const response = await fetch(endpoint, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`A copy of ${operation} was refused: ${response.status} ${await response.text()}`);
}
