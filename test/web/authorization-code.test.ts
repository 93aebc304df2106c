import { describe, expect, it } from 'vitest';
import {
  authorizeUrl,
  challengeOf,
  codeIn,
  departure,
  sessionOf,
  signOutUrl,
  tokenRequest,
} from '../../web/src/authorization-code.ts';

const signIn = {
  clientId: 'client-1',
  scope: 'ride-request/rider',
  authorizeUrl: 'https://login.example/oauth2/authorize',
  tokenUrl: 'https://login.example/oauth2/token',
  signOutUrl: 'https://login.example/logout',
  returnUrl: 'https://console.example/',
};
const departed = { state: 'state-1', verifier: 'verifier-1' };
const tokenFor = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');
const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe('the authorization code flow', () => {
  it('makes the challenge of RFC 7636, appendix B', async () => {
    const challenge = await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk');
    expect(challenge).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  it('makes verifiers of the length and the letters that RFC 7636 allows, and no two alike', () => {
    const words = Array.from({ length: 50 }, departure).flatMap(({ state, verifier }) => [state, verifier]);
    for (const word of words) expect(word).toMatch(/^[\w-]{43}$/);
    expect(new Set(words).size).toBe(100);
  });

  it('asks for a code by the challenge, and does not show the verifier', async () => {
    const url = await authorizeUrl(signIn, departed);
    expect(url).toMatch(/^https:\/\/login\.example\/oauth2\/authorize\?/);
    expect(url).not.toContain(departed.verifier);
    expect(queryOf(url)).toEqual({
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: 'https://console.example/',
      scope: 'ride-request/rider',
      state: 'state-1',
      code_challenge: await challengeOf('verifier-1'),
      code_challenge_method: 'S256',
    });
  });

  it('shows the verifier with the code, and no secret', () => {
    expect(Object.fromEntries(tokenRequest(signIn, 'code-1', 'verifier-1'))).toEqual({
      grant_type: 'authorization_code',
      client_id: 'client-1',
      redirect_uri: 'https://console.example/',
      code: 'code-1',
      code_verifier: 'verifier-1',
    });
  });

  it('signs out with where to come back to', () => {
    expect(queryOf(signOutUrl(signIn))).toEqual({ client_id: 'client-1', logout_uri: 'https://console.example/' });
  });

  it.each([
    ['', undefined],
    ['other=1', undefined],
    ['code=code-1&state=state-1', 'code-1'],
  ])('finds in "%s" the code %s', (query, code) => {
    expect(codeIn(new URLSearchParams(query), departed)).toBe(code);
  });

  it.each([
    ['code=code-1&state=another', departed, 'did not start in this tab'],
    ['code=code-1', departed, 'did not start in this tab'],
    ['code=code-1&state=state-1', undefined, 'did not start in this tab'],
    ['error=access_denied&state=another', departed, 'did not start in this tab'],
    ['error=access_denied&state=state-1', departed, 'refused (access_denied)'],
    ['error=invalid_request&error_description=No+such+scope&state=state-1', departed, 'refused (No such scope)'],
  ])('takes no code from "%s" after %o', (query, left, problem) => {
    expect(() => codeIn(new URLSearchParams(query), left)).toThrow(problem);
  });

  it('knows from the token who is signed in, and until when', () => {
    const token = tokenFor({ sub: 'rider-7?>?>?>' });
    expect(token).toMatch(/[-_]/); // which base64 proper has not
    expect(sessionOf({ access_token: token, expires_in: 3_600 }, Date.UTC(2030, 0, 1))).toEqual({
      token,
      expiresAt: '2030-01-01T01:00:00.000Z',
      riderId: 'rider-7?>?>?>',
    });
  });

  it.each([
    undefined,
    'token',
    {},
    { access_token: 'no.token', expires_in: 3_600 },
    { access_token: tokenFor({}), expires_in: 3_600 },
    { access_token: tokenFor({ sub: 'rider-1' }) },
  ])('takes %o for no token', (answer) => {
    expect(() => sessionOf(answer, 0)).toThrow('returned no token');
  });
});
