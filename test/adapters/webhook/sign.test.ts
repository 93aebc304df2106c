import { randomBytes } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signatureHeaders, signerOf } from '../../../adapters/webhook/sign.ts';

const aSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const body = JSON.stringify({ type: 'ride.confirmed', data: { note: 'žluťoučký' } });
const now = new Date();

describe('a signature', () => {
  it('is one that a receiver can verify', () => {
    const secret = aSecret();
    const headers = signatureHeaders([signerOf(secret)], 'ride_1_confirmed', now, body);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('is the one of the example in the specification of Standard Webhooks', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const at = new Date(1614265330 * 1000);
    expect(signatureHeaders([signerOf(secret)], 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, '{"test": 2432232314}')).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('takes any text for a secret, which receivers know in base64', () => {
    const headers = signatureHeaders([signerOf('tr0ub4dor')], 'id', now, body);
    const known = `whsec_${Buffer.from('tr0ub4dor').toString('base64')}`;
    expect(new Webhook(known).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('is there for each secret, so that receivers can change in their own time', () => {
    const [next, last, other] = [aSecret(), aSecret(), aSecret()];
    const headers = signatureHeaders([next, last].map(signerOf), 'id', now, body);
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
    const headers = { ...signatureHeaders([signerOf(secret)], 'id', now, body), ...changed };
    expect(() => new Webhook(secret).verify(received, headers)).toThrow(WebhookVerificationError);
  });
});
