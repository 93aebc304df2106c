import type { Webhook } from 'standardwebhooks';
import { WebhookFailedError, WebhookRefusedError } from '../../core/errors.ts';
import type { WebhookSender } from '../../core/ports.ts';
import type { Clock } from '../../core/time.ts';
import type { Patience } from './patience.ts';
import { post } from './post.ts';
import { dnsLookup, type Lookup, resolve } from './resolve.ts';
import { signatureHeaders } from './sign.ts';

export interface WebhookSenderOptions {
  /** Throws `SigningSecretError` when there is none: then nothing is sent. */
  readonly signers: () => Promise<readonly Webhook[]>;
  readonly patience: Patience;
  /** Whether receivers on this machine may be called: never on AWS. */
  readonly loopbackAllowed: boolean;
  readonly clock: Clock;
  readonly lookup?: Lookup;
}

/** Sends webhooks according to Standard Webhooks, only to allowed addresses. */
export function webhookSender(options: WebhookSenderOptions): WebhookSender {
  const { signers, patience, loopbackAllowed, clock, lookup = dnsLookup() } = options;
  return {
    post: async (receiver, { id, body }) => {
      const url = new URL(receiver.url);
      const headers = { ...contentHeaders(body), ...signatureHeaders(await signers(), id, clock(), body) };
      const { status, closed } = await patience(receiver, async (signal) => {
        const addresses = await resolve(url, { loopbackAllowed, lookup, signal });
        return post(url, addresses, { headers, body, signal });
      }).catch(blamingTheReceiver);
      await closed;
      return status;
    },
  };
}

/** Nothing answers: the name does not exist, nothing listens, or there is no route. */
const nowhere = new Set(['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/**
 * Network errors of a receiver have a code, and only that is passed on: the rest contains names and addresses, and is logged.
 * Any other error is one of ours.
 */
function blamingTheReceiver(error: NodeJS.ErrnoException): never {
  if (error instanceof WebhookFailedError || error instanceof WebhookRefusedError) throw error;
  const { code } = error;
  if (typeof code !== 'string' || error instanceof TypeError || error instanceof RangeError) throw error;
  throw new WebhookFailedError(code, { leadsNowhere: nowhere.has(code) });
}

const contentHeaders = (body: string): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
  'User-Agent': 'ride-request',
});
