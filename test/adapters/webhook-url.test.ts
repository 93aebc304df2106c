import { describe, expect, it } from 'vitest';
import { checkWebhookUrl } from '../../adapters/http/webhook-url.ts';
import { InvalidWebhookUrlError } from '../../core/errors.ts';

describe('the webhookUrl of a request', () => {
  it.each([undefined, 'https://rider.example/a', 'https://8.8.8.8/', 'https://[2606:4700::1111]/'])(
    'may be %s, where loopback is allowed and where not',
    (url) => {
      for (const loopback of [true, false]) expect(() => checkWebhookUrl(url, loopback)).not.toThrow();
    },
  );

  it.each(['http://127.0.0.1:8080/', 'https://127.0.0.1/', 'https://[::1]/', 'http://localhost/'])(
    'may be %s only where loopback is allowed',
    (url) => {
      expect(() => checkWebhookUrl(url, true)).not.toThrow();
      expect(() => checkWebhookUrl(url, false)).toThrow(InvalidWebhookUrlError);
    },
  );

  it.each(['https://10.0.0.1/', 'https://0xa9fea9fe/', 'https://[fe80::1]/', 'https://[::ffff:192.168.0.1]/'])(
    'may never be the address of %s',
    (url) => {
      for (const loopback of [true, false]) {
        expect(() => checkWebhookUrl(url, loopback)).toThrow('webhookUrl must lead to a public address.');
      }
    },
  );
});
