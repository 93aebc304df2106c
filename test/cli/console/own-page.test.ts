import { describe, expect, it } from 'vitest';
import { isOwnPage } from '../../../cli/console/own-page.ts';
import type { HttpRequest } from '../../../local/index.ts';

const from = (method: string, headers: Record<string, string>) =>
  isOwnPage({ method, headers: Object.entries({ Host: '127.0.0.1:4100', ...headers }) } as unknown as HttpRequest);

describe("what may come from the console's own page", () => {
  it('is a call that says so', () => {
    expect(from('POST', { Origin: 'http://127.0.0.1:4100' })).toBe(true);
    expect(from('GET', { 'Sec-Fetch-Site': 'same-origin' })).toBe(true);
    expect(from('GET', {})).toBe(true);
  });

  it.each(['http://127.0.0.1:4101', 'http://localhost:4100', 'https://127.0.0.1:4100', 'https://evil.example', 'null'])(
    'is none of a page of %s',
    (Origin) => {
      expect(from('POST', { Origin })).toBe(false);
      expect(from('GET', { Origin })).toBe(false);
    },
  );

  it('is no call that changes something and does not say where it comes from', () => {
    expect(from('POST', {})).toBe(false);
  });

  it.each(['cross-site', 'same-site'])('is no read that a browser calls %s', (site) => {
    expect(from('GET', { 'Sec-Fetch-Site': site })).toBe(false);
  });
});
