import { isIP } from 'node:net';
import { InvalidWebhookUrlError } from '../../core/errors.ts';
import { webhookUrlFault } from '../../core/webhook-url.ts';
import { mayCall } from '../webhook/addresses.ts';
import { hostOf } from '../webhook/resolve.ts';

/** Throws `InvalidWebhookUrlError` for a URL that would not be called, as far as the URL itself shows it. */
export function checkWebhookUrl(webhookUrl: string | undefined, loopbackAllowed: boolean): void {
  if (webhookUrl === undefined) return;
  const fault = webhookUrlFault(webhookUrl, loopbackAllowed) ?? addressFault(new URL(webhookUrl), loopbackAllowed);
  if (fault) throw new InvalidWebhookUrlError(fault);
}

function addressFault(url: URL, loopbackAllowed: boolean): string | undefined {
  const host = hostOf(url);
  return isIP(host) === 0 || mayCall(url, host, loopbackAllowed) ? undefined : 'must lead to a public address';
}
