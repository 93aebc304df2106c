import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildPage } from '../../cli/console/build-page.ts';
import { challengeOf } from '../../web/src/authorization-code.ts';
import { consoleConfigIn, securityPolicyIn } from '../lib/console-in.ts';
import { synthesize } from '../lib/synthesize.ts';
import { chromiumPath, startBrowser } from './support/chromium.ts';

if (chromiumPath === undefined) {
  console.warn('Skipped: "the console on AWS in a browser" (test/web/sign-in.test.ts). There is no Chromium here.');
}

/** The references of the template, once there is a stack. */
const filled = (text: string): string =>
  text
    .replaceAll(/<ConsoleDistribution\w+\.DomainName>/g, 'd111.cloudfront.net')
    .replaceAll(/<UsersPoolSignIn\w+>/g, 'ride-request-dev-123456789012')
    .replaceAll('<AWS::AccountId>', '123456789012')
    .replaceAll('<AWS::Region>', 'eu-west-1');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const token = ['{}', '{"sub":"rider-7"}', 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');

/** No network is needed: what the page asks for is answered here, under the names and headers that the template says. */
describe.skipIf(chromiumPath === undefined)('the console on AWS in a browser', () => {
  const stack = synthesize({ console: true });
  const config = JSON.parse(filled(JSON.stringify(consoleConfigIn(stack))));
  const [, headers] = stack.all('AWS::CloudFront::ResponseHeadersPolicy')[0] ?? expect.fail();
  const contentSecurityPolicy = filled(securityPolicyIn(headers.Properties).join('; '));
  const pageUrl: string = config.signIn.returnUrl;
  const issuer = new URL(config.signIn.tokenUrl).origin;

  let browser: Browser;
  let site: string;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let authorized: URLSearchParams | undefined;
  let exchanges: URLSearchParams[];
  let calls: { method: string; token: string | undefined; body: unknown }[];

  beforeAll(async () => {
    [browser, site] = await Promise.all([startBrowser(), buildPage()]);
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    [complaints, exchanges, calls, authorized] = [[], [], [], undefined];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.setDefaultTimeout(60_000);
    await context.route('**', (route) => route.abort());
    await context.route(`${pageUrl}**`, answerAsSite);
    await context.route(`${issuer}/**`, answerAsIssuer);
  });
  afterEach(() => context?.close());

  const answerAsSite = async (route: Route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/_console/config') return route.fulfill({ json: config });
    if (pathname.startsWith('/v1/')) return answerAsApi(route);
    const file = pathname === '/' ? '/index.html' : pathname;
    const contentType = contentTypes[path.extname(file)] ?? 'application/octet-stream';
    const answerHeaders = { 'Content-Security-Policy': contentSecurityPolicy, 'Content-Type': contentType };
    return route.fulfill({ headers: answerHeaders, body: await readFile(path.join(site, file)) });
  };

  const answerAsApi = (route: Route) => {
    const request = route.request();
    calls.push({ method: request.method(), token: request.headers().authorization, body: request.postDataJSON() });
    return route.fulfill({ status: 429, json: { code: 'too_many_rides', detail: 'Too many rides for now.' } });
  };

  const answerAsIssuer = (route: Route) => {
    const request = route.request();
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === '/oauth2/token') {
      exchanges.push(new URLSearchParams(request.postData() ?? ''));
      return route.fulfill({
        headers: { 'Access-Control-Allow-Origin': '*' },
        json: { access_token: token, expires_in: 3_600, token_type: 'Bearer' },
      });
    }
    const back = new URL(searchParams.get('redirect_uri') ?? searchParams.get('logout_uri') ?? '');
    if (pathname === '/oauth2/authorize') {
      authorized = searchParams;
      back.search = String(new URLSearchParams({ code: 'code-1', state: searchParams.get('state') ?? '' }));
    }
    const body = `<h1>${pathname}</h1><a href="${back.href.replaceAll('&', '&amp;')}">Continue</a>`;
    return route.fulfill({ contentType: 'text/html', body });
  };

  const seriousFindings = async (): Promise<string[]> => {
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
  };
  const signInButton = () => page.getByRole('button', { name: 'Sign in' });
  const signIn = async () => {
    await page.goto(pageUrl);
    await signInButton().click();
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  };

  it('signs in by a code and its verifier, and asks for rides with the token', async () => {
    await signIn();
    expect(page.url()).toBe(pageUrl);
    expect(exchanges).toHaveLength(1);
    const { code, code_verifier: verifier = '', client_id: client } = Object.fromEntries(exchanges[0] ?? []);
    expect([code, client]).toEqual(['code-1', config.signIn.clientId]);
    expect(authorized?.get('code_challenge')).toBe(await challengeOf(verifier));

    await page.getByRole('button', { name: 'Race a ride' }).click();
    await page.getByText('Too many rides for now.').waitFor();
    expect(calls).toEqual([{ method: 'POST', token: `Bearer ${token}`, body: expect.anything() }]);
    expect(calls[0]?.body).not.toHaveProperty('simulate');
    // What is refused is told by the browser, too; nothing else is.
    expect(complaints.filter((complaint) => !complaint.includes('429'))).toEqual([]);
  });

  it('says in a sentence what is to be seen elsewhere, before and after in words that all can read', async () => {
    await context.addInitScript({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    await page.goto(pageUrl);
    await signInButton().waitFor();
    expect(await seriousFindings()).toEqual([]);
    await signIn();
    expect(await seriousFindings()).toEqual([]);
    await page.getByText('are shown where the embedded cloud runs').waitFor();
    await page.getByText('is available for comparison when simulation is on').waitFor();
    expect(await page.locator('#insides, #load, #trace, [data-flow=sequential]').count()).toBe(0);
  });

  it('stays signed in when it is loaded anew, in this tab alone', async () => {
    await signIn();
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    const other = await context.newPage();
    await other.goto(pageUrl);
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(exchanges).toHaveLength(1);
  });

  it('takes no code that it has not asked for', async () => {
    await page.goto(`${pageUrl}?code=stolen&state=guessed`);
    await page.getByRole('alert').filter({ hasText: 'did not start in this tab' }).waitFor();
    expect(page.url()).toBe(pageUrl);
    expect(exchanges).toEqual([]);
  });

  it('asks to sign in again when the token has expired', async () => {
    await context.clock.install();
    await signIn();
    await context.clock.fastForward('59:30');
    await page.getByRole('alert').filter({ hasText: 'Your session has expired' }).waitFor();
    await signInButton().waitFor();
  });

  it('signs out here and at the sign-in', async () => {
    await signIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: '/logout' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      client_id: config.signIn.clientId,
      logout_uri: pageUrl,
    });
    await page.getByRole('link', { name: 'Continue' }).click();
    await signInButton().waitFor();
  });
});
