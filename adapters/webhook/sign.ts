import { Webhook } from 'standardwebhooks';
import { SigningSecretError } from '../../core/errors.ts';

/** The prefix of secrets in Standard Webhooks. */
const fewestBytes = 24;
const mostBytes = 64;

const prefix = 'whsec_';

/** Any other secret, but none of Standard Webhooks in quotes, as an assignment, or with another prefix: no receiver has that. */
const isPlain = (secret: string): boolean =>
  /^[\x21-\x7e]+$/.test(secret) && secret.length >= fewestBytes && !/whsec/i.test(secret) && !isJson(secret);

/**
 * The signers of a secret's value: of one secret, or of several separated by white space. Each has the form of Standard
 * Webhooks (`whsec_` and base64 of 24 to 64 bytes), or 24 or more visible ASCII characters. Throws `SigningSecretError` when
 * there is none, or when one of them is malformed.
 */
export function signersOf(value: string): readonly Webhook[] {
  const secrets = value.split(/\s+/).filter(Boolean);
  if (secrets.length === 0) throw new SigningSecretError('is blank');
  if (isJson(value)) throw new SigningSecretError('is malformed');
  return secrets.map(signerOf);
}

function signerOf(secret: string): Webhook {
  const key = secret.startsWith(prefix) ? keyOf(secret.slice(prefix.length)) : isPlain(secret) && secret;
  if (!key) throw new SigningSecretError('is malformed');
  return new Webhook(key, { format: 'raw' });
}

/** Undefined when the text is not base64 that all receivers' libraries decode to the same key. */
function keyOf(base64: string): Buffer | undefined {
  const key = Buffer.from(base64, 'base64');
  const isWhole = key.toString('base64') === base64;
  return isWhole && key.length >= fewestBytes && key.length <= mostBytes ? key : undefined;
}

/** A JSON text that contains a secret is not a secret itself: Secrets Manager's console offers to store key/value pairs. */
function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) !== 'number';
  } catch {
    return false;
  }
}

/**
 * The headers of a message for Standard Webhooks: https://www.standardwebhooks.com. With several secrets there are several
 * signatures, so that each receiver can rotate its secret at its own time.
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
