import { describe, expect, it } from 'vitest';
import { webhookUrlFault } from '../../core/webhook-url.ts';

const loopback = [
  'http://127.0.0.1:8080/',
  'http://localhost/x',
  'http://LocalHost./x',
  'http://app.localhost:9001/',
  'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
  'http://[::1]:9/',
  'http://0x7f.1/',
  'http://2130706433/',
];

describe('the URL of a webhook', () => {
  it.each(['https://rider.example/', 'HTTPS://Rider.Example:8443/a?b=c', 'https://xn--bcher-kva.example/%20'])(
    'may be %s anywhere',
    (url) => {
      expect(webhookUrlFault(url, false)).toBeUndefined();
      expect(webhookUrlFault(url, true)).toBeUndefined();
    },
  );

  it.each(loopback)('may be %s only where loopback is allowed', (url) => {
    expect(webhookUrlFault(url, true)).toBeUndefined();
    expect(webhookUrlFault(url, false)).toBe('must begin with https:');
    expect(webhookUrlFault(url.replace('http:', 'https:'), false)).toBe('must lead to a public address');
  });

  it.each([
    ['http://rider.example/', 'https:'],
    ['http://127.0.0.1.rider.example/', 'https:'],
    ['http://localhost.rider.example/', 'https:'],
    ['ftp://rider.example/', 'absolute URL'],
    ['javascript:alert(1)', 'absolute URL'],
    ['//rider.example/', 'absolute URL'],
    ['/ride-events', 'absolute URL'],
    ['', 'absolute URL'],
    ['https://', 'absolute URL'],
    ['https:rider.example', 'absolute URL'],
    [' https://rider.example/', 'absolute URL'],
    ['https://rider.example/a b', 'absolute URL'],
    ['https://rider.example/\r\nHost: x', 'absolute URL'],
    ['https://bücher.example/', 'absolute URL'],
    ['https://rider.example:99999/', 'absolute URL'],
    ['https://rider.example:0/', 'port 0'],
    ['http://127.0.0.1:0/', 'port 0'],
    ['https://user@rider.example/', 'credentials'],
    ['https://:secret@rider.example/', 'credentials'],
    [`https://rider.example/${'x'.repeat(2_027)}`, '2048'],
  ])('may never be %s', (url, fault) => {
    expect(webhookUrlFault(url, true)).toContain(fault);
  });

  it('may have 2048 characters', () => {
    const url = 'https://rider.example/'.padEnd(2_048, 'x');
    expect(webhookUrlFault(url, false)).toBeUndefined();
  });
});
