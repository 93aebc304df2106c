import { describe, expect, it } from 'vitest';
import { identity } from '../../../adapters/http/identity.ts';
import {
  ExpiredTokenError,
  InvalidTokenError,
  IssuerUnavailableError,
  TokenNotYetValidError,
} from '../../../adapters/tokens/errors.ts';
import type { Role } from '../../../core/names.ts';

/** Who calls, where the token is good for these roles, or is refused for this reason. */
const of = (verdict: readonly Role[] | Error) =>
  identity(async () => {
    if (verdict instanceof Error) throw verdict;
    return { id: 'somebody', roles: new Set(verdict as readonly Role[]) };
  });

const bearing = (authorization?: string) => ({ headers: { authorization } });
const aToken = bearing('Bearer abc.def.ghi');

describe('who calls', () => {
  it('is a rider or a driver, as the token says', async () => {
    expect(await of(['rider']).riderIdOf(aToken)).toBe('somebody');
    expect(await of(['driver']).driverIdOf(aToken)).toBe('somebody');
    expect(await of(['rider']).riderIdOf(bearing('bearer   abc.def.ghi'))).toBe('somebody');
  });

  it('is no driver with a token of a rider alone, and the other way round', async () => {
    const refused = { status: 403, code: 'insufficient_scope' };
    await expect(of(['rider']).driverIdOf(aToken)).rejects.toMatchObject({
      ...refused,
      headers: { 'WWW-Authenticate': expect.stringContaining('scope="ride-request/driver"') },
    });
    await expect(of(['driver']).riderIdOf(aToken)).rejects.toMatchObject({
      ...refused,
      headers: { 'WWW-Authenticate': expect.stringContaining('scope="ride-request/rider"') },
    });
    await expect(of([]).riderIdOf(aToken)).rejects.toMatchObject(refused);
  });

  it('is nobody without a token, which is told apart from one that is no good', async () => {
    await expect(of(['rider']).riderIdOf(bearing())).rejects.toMatchObject({ status: 401, code: 'missing_token' });
  });

  it.each(['abc.def.ghi', 'Basic abc', 'Bearer', 'Bearer a b', 'Basic x, Bearer abc'])(
    'is nobody by the header %j',
    async (header) => {
      await expect(of(['rider']).riderIdOf(bearing(header))).rejects.toMatchObject({
        status: 401,
        code: 'invalid_token',
      });
    },
  );

  it.each([
    [new InvalidTokenError(), 'invalid_token'],
    [new ExpiredTokenError(), 'expired_token'],
    [new TokenNotYetValidError(), 'token_not_yet_valid'],
  ])('is nobody with a token that is refused as %o', async (error, code) => {
    await expect(of(error).riderIdOf(aToken)).rejects.toMatchObject({
      status: 401,
      code,
      headers: { 'WWW-Authenticate': expect.stringContaining('error="invalid_token"') },
    });
  });

  it('is not known while no token can be judged', async () => {
    const error = new IssuerUnavailableError('The keys cannot be had.');
    await expect(of(error).riderIdOf(aToken)).rejects.toBe(error);
  });
});
