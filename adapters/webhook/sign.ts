import { Webhook } from 'standardwebhooks';

/** A secret that messages are signed with: in the form of Standard Webhooks (`whsec_…`), or any text. */
export const signerOf = (secret: string): Webhook =>
  secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(secret, { format: 'raw' });

/**
 * The headers of a message as Standard Webhooks wants them: https://www.standardwebhooks.com. With several secrets there
 * are several signatures, so that receivers can change from one to the next in their own time.
 */
export function signatureHeaders(
  signers: readonly Pick<Webhook, 'sign'>[],
  id: string,
  at: Date,
  body: string,
): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' '),
  };
}
