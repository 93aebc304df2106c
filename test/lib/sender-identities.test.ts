import { describe, expect, it } from 'vitest';
import { identitiesOf } from '../../lib/sender-identities.ts';

describe('what SES may have verified of a sender', () => {
  it.each([
    ['a@example.com', ['example.com']],
    ['a@mail.rides.example.com', ['mail.rides.example.com', 'rides.example.com', 'example.com']],
  ])('of %s is the address, its domain, and what that is part of, but no top-level domain', (address, domains) => {
    expect(identitiesOf(address)).toEqual([address, ...domains]);
  });
});
