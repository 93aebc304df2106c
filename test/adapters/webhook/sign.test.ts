import { randomBytes } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signatureHeaders, signersOf } from '../../../adapters/webhook/sign.ts';
import { SigningSecretError } from '../../../core/errors.ts';

const aSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const body = JSON.stringify({ type: 'ride.confirmed', data: { note: 'žluťoučký' } });
const now = new Date();

describe('a signature', () => {
  it('is one that a receiver can verify', () => {
    const secret = aSecret();
    const headers = signatureHeaders(signersOf(secret), 'ride_1_confirmed', now, body);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('is the one of the example in the specification of Standard Webhooks', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const at = new Date(1614265330 * 1000);
    expect(signatureHeaders(signersOf(secret), 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, '{"test": 2432232314}')).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each([
    'x'.repeat(24),
    randomBytes(32).toString('base64'),
    randomBytes(32).toString('base64url'),
    '0aZ_-'.repeat(9),
    '{[(<"&,;:!?#$%^*~`|@=+>)]}',
    '1'.repeat(43),
  ])('takes a secret as it is generated, which receivers know in base64: %s', (secret) => {
    const headers = signatureHeaders(signersOf(secret), 'id', now, body);
    const known = `whsec_${Buffer.from(secret).toString('base64')}`;
    expect(new Webhook(known).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it.each([24, 64])('takes %i bytes in base64', (bytes) => {
    const secret = `whsec_${randomBytes(bytes).toString('base64')}`;
    const headers = signatureHeaders(signersOf(secret), 'id', now, body);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it.each(['', ' ', '\n\t ', '\u00a0'])('is of nobody where the secret is blank: %j', (value) => {
    expect(() => signersOf(value)).toThrow(new SigningSecretError('is blank'));
  });

  const good = 'x'.repeat(43);

  it.each([
    'short',
    'x'.repeat(23),
    `"${good}"`,
    `{"secret":"${good}"}`,
    ` { "${good}": "${good}" } `,
    `{"${good}": "${good}"}`,
    `${good}\u0000`,
    'ž'.repeat(43),
    '[object Object]',
    'whsec_',
    'whsec_x',
    `whsec_${randomBytes(23).toString('base64')}`,
    `whsec_${randomBytes(65).toString('base64')}`,
    `whsec_${randomBytes(32).toString('base64').slice(0, -1)}`,
    `whsec_${randomBytes(32).toString('hex')}!`,
    `whsec_${Buffer.alloc(32, 0xff).toString('base64url')}`,
    `${good} short`,
    `short ${good}`,
    `["${good}"]`,
    `${good} {"secret":"${good}"}`,
    `WHSEC_${randomBytes(32).toString('base64')}`,
    `whsec-${randomBytes(32).toString('base64')}`,
    `'whsec_${randomBytes(32).toString('base64')}'`,
    `WEBHOOK_SECRET=whsec_${randomBytes(32).toString('base64')}`,
    `${good},whsec_${randomBytes(32).toString('base64')}`,
  ])('is of nobody where a secret is malformed, and does not tell it: %s', (value) => {
    expect(() => signersOf(value)).toThrow(new SigningSecretError('is malformed'));
  });

  it('is there for each secret, so that receivers can change in their own time', () => {
    const [next, last, other] = [aSecret(), aSecret(), aSecret()];
    const headers = signatureHeaders(signersOf(`${next} ${last}`), 'id', now, body);
    expect(new Webhook(next).verify(body, headers)).toBeDefined();
    expect(new Webhook(last).verify(body, headers)).toBeDefined();
    expect(() => new Webhook(other).verify(body, headers)).toThrow(WebhookVerificationError);
  });

  it.each([
    ['another body', body.replace('confirmed', 'rejected'), {}],
    ['another id', body, { 'webhook-id': 'id-2' }],
    ['another time', body, { 'webhook-timestamp': String(Math.floor(now.getTime() / 1000) - 1) }],
  ])('does not fit %s', (_what, received, changed) => {
    const secret = aSecret();
    const headers = { ...signatureHeaders(signersOf(secret), 'id', now, body), ...changed };
    expect(() => new Webhook(secret).verify(received, headers)).toThrow(WebhookVerificationError);
  });
});
