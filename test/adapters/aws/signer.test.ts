import { createHash, createHmac } from 'node:crypto';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, HttpRequest } from '@smithy/types';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DayKeySigner } from '../../../adapters/aws/signer.ts';

/** Of AWS's own test suite for Signature Version 4. */
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const terms = {
  signingDate: new Date('2015-08-30T12:36:00Z'),
  signingRegion: 'us-east-1',
  signingService: 'service',
};

const request = ({ headers, ...more }: Partial<HttpRequest> = {}): HttpRequest => ({
  protocol: 'https:',
  hostname: 'example.amazonaws.com',
  method: 'GET',
  path: '/',
  ...more,
  headers: { Host: 'example.amazonaws.com', ...headers },
});

const signer = (of: AwsCredentialIdentity = credentials, { signingRegion, signingService } = terms) =>
  new DayKeySigner({ credentials: async () => of, region: async () => signingRegion, service: signingService });

const signatureOf = async (asked: HttpRequest) =>
  (await signer().sign(asked, terms)).headers.authorization?.split('Signature=')[1];

/** The hash that the SDK's signer is told to use. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

/** The same request as the SDK signs it. */
const signedBySdk = (asked: HttpRequest, of: AwsCredentialIdentity, at = terms) =>
  new SignatureV4({
    credentials: of,
    region: at.signingRegion,
    service: at.signingService,
    sha256: Sha256 as never,
    applyChecksum: false,
  }).sign({ ...asked, headers: { ...asked.headers } }, at);

describe('the signer of requests', () => {
  it.each([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      { query: { Param2: 'value2', Param1: 'value1' } },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'post-vanilla-query',
      { method: 'POST', query: { Param1: 'value1' } },
      '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
    ],
    [
      'get-header-value-trim',
      { headers: { 'My-Header1': ' value1', 'My-Header2': ' "a   b   c"' } },
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    [
      'post-x-www-form-urlencoded',
      { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'Param1=value1' },
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
    ['get-utf8', { path: '/\u1234' }, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ])("signs as AWS's test suite has it: %s", async (_, more, signature) => {
    expect(await signatureOf(request(more))).toBe(signature);
  });

  it("signs whatever is sent as the SDK's own signer does", async () => {
    // Without halves of surrogate pairs.
    const codePoint = fc.oneof(fc.nat({ max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
    const anything = fc.array(codePoint, { maxLength: 12 }).map((all) => String.fromCodePoint(...all));
    const text = fc.oneof(anything, fc.string({ maxLength: 12 }), fc.constantFrom("!'()*", 'a b+c/%', '~-._'));
    // The SDK's signer loses a parameter that is named as an object's prototype is.
    const parameter = text.filter((each) => each !== '' && each !== '__proto__');
    const unsigned = fc.constantFrom('User-Agent', 'connection', 'Proxy-Any', 'X-Amzn-Trace-Id', 'transfer-encoding');
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,10}$/).filter((each) => !/^(host|date|x-amz.*)$/i.test(each));
    const asked = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT'),
      path: fc
        .array(fc.oneof(text.map(encodeURIComponent), fc.constantFrom('.', '..', '')))
        .map((all) => `/${all.join('/')}`),
      query: fc.dictionary(parameter, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxKeys: 3 }),
      headers: fc.uniqueArray(fc.tuple(fc.oneof(name, unsigned), fc.stringMatching(/^[ !-~]{0,20}$/)), {
        maxLength: 4,
        selector: ([each]) => each.toLowerCase(),
      }),
      body: fc.oneof(fc.string(), fc.uint8Array(), fc.constant(undefined)),
      sessionToken: fc.option(fc.stringMatching(/^[!-~]{1,40}$/), { nil: undefined }),
      signingDate: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    });
    await fc.assert(
      fc.asyncProperty(asked, async ({ method, path, query, headers, body, sessionToken, signingDate }) => {
        const sent = {
          ...request(),
          method,
          path,
          query,
          body,
          headers: { host: 'a.b', ...Object.fromEntries(headers) },
        };
        const of = { ...credentials, ...(sessionToken && { sessionToken }) };
        const at = { ...terms, signingDate };
        const signed = await signer(of).sign(sent, at);
        const expected = await signedBySdk(sent, of, at);
        expect(signed.headers.authorization).toBe(expected.headers.authorization);
        expect(signed.headers['x-amz-security-token']).toBe(sessionToken);
        expect(signed.headers['x-amz-date']).toBe(expected.headers['x-amz-date']);
      }),
    );
  });

  it('signs a request that is made again as it did at first, but for the time', async () => {
    const first = await signer({ ...credentials, sessionToken: 'old' }).sign(request(), terms);
    const later = { ...terms, signingDate: new Date('2015-08-31T00:00:01Z') };
    expect((await signer().sign(first, later)).headers).toEqual((await signer().sign(request(), later)).headers);
  });

  it('leaves the request that it is given as it is', async () => {
    const asked = request();
    await signer().sign(asked, terms);
    expect(asked).toEqual(request());
  });

  it('uses other credentials as soon as they hold, and another key on another day and in another region', async () => {
    let [held, region] = [credentials, 'us-east-1'];
    const one = new DayKeySigner({ credentials: async () => held, region: async () => region, service: 'service' });
    for (const signingDate of [terms.signingDate, new Date('2015-08-31T12:36:00Z'), terms.signingDate]) {
      const { headers } = await one.sign(request(), { signingDate });
      expect(headers.authorization).toBe(
        (await signedBySdk(request(), held, { ...terms, signingDate })).headers.authorization,
      );
    }
    region = 'eu-west-1';
    const elsewhere = await signedBySdk(request(), held, { ...terms, signingRegion: region });
    expect((await one.sign(request(), terms)).headers.authorization).toBe(elsewhere.headers.authorization);
    region = terms.signingRegion;
    await one.sign(request(), terms);
    held = { accessKeyId: 'AKIDOTHER', secretAccessKey: 'another' };
    const { headers } = await one.sign(request(), terms);
    expect(headers.authorization).toBe((await signedBySdk(request(), held)).headers.authorization);
  });

  it('signs what a client sends, by the time of the service when the clock is wrong', async () => {
    const serviceTime = new Date('2031-05-06T07:08:09Z');
    const asked: HttpRequest[] = [];
    const answers = [
      { statusCode: 400, body: { __type: 'InvalidSignatureException', message: 'Signature expired' } },
      { statusCode: 200, body: { TableNames: [] } },
    ];
    const requestHandler = {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: vi.fn(async (each: HttpRequest) => {
        asked.push(each);
        const { statusCode = 0, body } = answers.shift() ?? {};
        const headers = { date: serviceTime.toUTCString() };
        return { response: { statusCode, headers, body: new TextEncoder().encode(JSON.stringify(body)) } };
      }),
    };
    const client: DynamoDBClient = new DynamoDBClient({
      region: 'eu-west-1',
      credentials,
      requestHandler,
      signer: new DayKeySigner({
        credentials: () => client.config.credentials(),
        region: () => client.config.region(),
        service: 'dynamodb',
      }),
    });
    await client.send(new ListTablesCommand({}));
    expect(asked.map(({ headers }) => headers['x-amz-date']?.slice(0, 8))).toEqual([
      new Date().toISOString().slice(0, 10).replaceAll('-', ''),
      '20310506',
    ]);
    expect(asked[1]?.headers.authorization).toContain(
      'Credential=AKIDEXAMPLE/20310506/eu-west-1/dynamodb/aws4_request',
    );
  });
});
