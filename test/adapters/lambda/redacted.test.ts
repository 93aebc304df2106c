import '../../support/traced-telemetry.ts';
import { describe, expect, it } from 'vitest';
import { redacted } from '../../../adapters/lambda/redacted.ts';
import { logger } from '../../../adapters/lambda/telemetry.ts';
import { linesOf } from '../../support/captured-lines.ts';
import { processorMsOf } from '../../support/processor-ms-of.ts';

describe('a value of a log line', () => {
  it.each([
    ["No such PaymentMethod: 'pm_1N3tWx'", "No such PaymentMethod: '[secret]'"],
    ['sk_test_4eC39 and whsec_MfKQ9r8/GKYqr==', '[secret] and [secret]'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: [token]'],
    ['token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln is bad', 'token [token] is bad'],
    ['a bearer abc', 'a [token]'],
    ['token eyJhbGciOiJSUzI1NiJ9', 'token [token]'],
    ['cannot POST http://localhost:8080/hook', 'cannot POST [url]'],
    ["Email address is not verified: rider.o'neil+x@mail.example.com.", 'Email address is not verified: [e-mail].'],
    ['cannot POST https://user:secret@rider.example/hook?token=1 now', 'cannot POST [url] now'],
    ['{"pickup":{"lat":37.774912,"lng":-122.419387}}', '{"pickup":{"lat":37.77,"lng":-122.41}}'],
    ['Position [-122.4193, 37.7] is not routable', 'Position [-122.41, 37.7] is not routable'],
  ])('does not show what is in %j', (text, shown) => {
    expect(redacted(text)).toBe(shown);
  });

  it.each([
    '2026-03-04T09:00:03.334Z',
    'ride_0123456789abcdef0123456789abcdef',
    'The payment gateway did not answer within 2000 ms.',
    'at handler (/var/task/node_modules/@aws-sdk/client/index.js:12:345)',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'arn:aws:sqs:us-east-1:000000000000:RideRequest-PricingQueue',
    'took 12.5 s',
    'card_declined',
    'payment-check_timed_out',
  ])('is left alone where it is %j', (text) => {
    expect(redacted(text)).toBe(text);
  });

  it('has two decimals where it is a number', () => {
    expect([37.774912, -122.419387, 340, 0.5].map(redacted)).toEqual([37.77, -122.41, 340, 0.5]);
  });

  it("is so wherever it stands in the logger's line, causes of errors included", async () => {
    const cause = Object.assign(new Error('POST https://rider.example/hook'), { to: 'rider@mail.example' });
    const error = new Error("No such PaymentMethod: 'pm_1N3tWx'", { cause });
    const lines = await linesOf(async () => logger.error('it failed', { at: { lat: 37.774912 }, error }));
    expect(lines).toMatchObject([
      {
        message: 'it failed',
        at: { lat: 37.77 },
        error: { message: "No such PaymentMethod: '[secret]'", cause: { message: 'POST [url]', to: '[e-mail]' } },
      },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/pm_1N3tWx|rider\.example|mail\.example|774/);
  });

  it.each(['a.', '1.2'])(
    'made of many %j is searched in time that grows with its length, not with its square',
    (part) => {
      // The least of a few: the rest of the process compiles and collects garbage meanwhile.
      const costOf = (parts: number) =>
        Math.min(...Array.from({ length: 5 }, () => processorMsOf(() => redacted(part.repeat(parts)))));
      expect(costOf(10_000) / costOf(1_000)).toBeLessThan(30); // 10 times as long, and 100 the square
    },
  );
});
