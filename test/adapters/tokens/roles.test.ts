import { describe, expect, it } from 'vitest';
import { rolesOf } from '../../../adapters/tokens/verify-token.ts';
import { type Role, scopes } from '../../../core/names.ts';

describe('the roles of a token', () => {
  it.each<[string, object, Role[]]>([
    ['a scope', { scope: scopes.rider }, ['rider']],
    ['a scope among others', { scope: `openid ${scopes.driver} email` }, ['driver']],
    ['both scopes', { scope: `${scopes.driver} ${scopes.rider}` }, ['rider', 'driver']],
    ['scp as text', { scp: `openid ${scopes.rider}` }, ['rider']],
    ['scp as a list', { scp: ['openid', scopes.driver] }, ['driver']],
    ['scope as a list', { scope: [scopes.rider] }, ['rider']],
    ['no scope', {}, []],
    ['an empty scope', { scope: '' }, []],
    ['a scope of another resource', { scope: 'other/rider' }, []],
    ['part of a scope', { scope: 'ride-request/ride' }, []],
    ['more than a scope', { scope: `${scopes.rider}s` }, []],
    ['a scope in other letters', { scope: scopes.rider.toUpperCase() }, []],
    ['a scope where none belongs', { scopes: scopes.rider, roles: ['rider'] }, []],
    ['a scope of another kind', { scope: { rider: true }, scp: [1, null] }, []],
  ])('come from %s', (_, claims, roles) => {
    expect([...rolesOf(claims)]).toEqual(roles);
  });
});
