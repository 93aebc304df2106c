import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { parseBody, parseNoBody } from '../../../adapters/http/parse.ts';
import { BadRequestError } from '../../../adapters/http/problem.ts';
import { branches } from '../../../core/branches.ts';
import { driverReportSchema } from '../../../core/messages.ts';
import { rideRequestSchema } from '../../../core/ride-request.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const anEvent = (body: string | null, headers: Record<string, string> = {}) =>
  ({ headers, body, isBase64Encoded: false }) as unknown as APIGatewayProxyEvent;

const inBase64 = (body: string | Buffer): APIGatewayProxyEvent => ({
  ...anEvent(Buffer.from(body).toString('base64')),
  isBase64Encoded: true,
});

const refusalOf = (parse: () => unknown): BadRequestError | undefined => {
  try {
    parse();
  } catch (error) {
    if (error instanceof BadRequestError) return error;
    throw error;
  }
  return undefined;
};

const faultsIn = (schema: z.ZodMiniType, body: string) =>
  refusalOf(() => parseBody(anEvent(body), schema))?.faults ?? [];

const aPoint = { lat: 37.7, lng: -122.4 };
const everyBranch = Object.fromEntries(
  Object.keys(branches).map((name) => [name, { delayMs: 1, fault: 'crash', times: 1 }]),
);

/** Every schema of a body, and a body that has every field there is. */
const bodies: [name: string, schema: z.ZodMiniType & { shape: object }, full: JsonObject][] = [
  [
    'a request for a ride',
    rideRequestSchema,
    {
      pickup: aPoint,
      dropoff: aPoint,
      product: 'xl',
      paymentMethodId: 'pm_card_visa',
      simulate: everyBranch,
      webhookUrl: 'https://rider.example/',
      receiptEmail: 'rider@example.com',
    },
  ],
  ["a driver's report", driverReportSchema, { position: aPoint, onShift: true, product: 'xl' }],
];

/** The paths of all objects in a body, its own included. */
const objectsIn = (value: Json, path: string[] = []): string[][] =>
  value === null || typeof value !== 'object'
    ? []
    : [path, ...Object.entries(value).flatMap(([key, child]) => objectsIn(child as Json, [...path, key]))];

/** The body as text, with one more field in the object at `path`. Text, because an object can't be given any key. */
function withField(value: Json, path: readonly string[], name: string, more: Json): string {
  const [step, ...rest] = path;
  const fields = Object.entries(value as JsonObject).map(
    ([key, child]) =>
      `${JSON.stringify(key)}:${key === step ? withField(child, rest, name, more) : JSON.stringify(child)}`,
  );
  return `{${[...fields, ...(step === undefined ? [`${JSON.stringify(name)}:${JSON.stringify(more)}`] : [])].join(',')}}`;
}

const nameOfAnyKind = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30 }),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length'),
);

describe.each(bodies)('%s', (_, schema, full) => {
  it('may have every field that there is', () => {
    expect(Object.keys(full).toSorted()).toEqual(Object.keys(schema.shape).toSorted());
    expect(faultsIn(schema, JSON.stringify(full))).toEqual([]);
  });

  it('is refused with an unknown field in any of its objects, and the field is named', () => {
    const places = objectsIn(full);
    fc.assert(
      fc.property(fc.constantFrom(...places), nameOfAnyKind, fc.jsonValue({ maxDepth: 2 }), (place, name, value) => {
        const at = place.reduce<Json>((object, key) => (object as JsonObject)[key] as Json, full) as JsonObject;
        fc.pre(!Object.hasOwn(at, name));
        const field = [...place, name].join('.');
        // What a simulation is of depends on the stack: a name that is none is refused when the stack is known.
        const isBranch = place.at(-1) === 'simulate' && name !== '__proto__';
        const faults = faultsIn(schema, withField(full, place, name, value as Json));
        if (!isBranch) expect(faults).toEqual([expect.objectContaining({ field, code: 'unknown_field' })]);
      }),
      { numRuns: 300 },
    );
  });

  it('is not told of more than 20 of its faults, nor of more than the beginning of a name', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_each, index) => [`tip${index}`, 1]));
    expect(faultsIn(schema, JSON.stringify({ ...full, ...many }))).toHaveLength(20);
    const [fault] = faultsIn(schema, JSON.stringify({ ...full, ['x'.repeat(10_000)]: 1 }));
    expect(JSON.stringify(fault).length).toBeLessThan(400);
  });

  it.each([
    ['lists', '['.repeat(8_000) + ']'.repeat(8_000)],
    ['objects', `${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`],
  ])('may be nested as deep as its bytes allow, and is refused like any other: %s', (_kind, body) => {
    expect(faultsIn(schema, body).length).toBeGreaterThan(0);
  });

  it('is refused with any of its fields twice, and the field is named', () => {
    for (const place of objectsIn(full)) {
      const at = place.reduce<Json>((object, key) => (object as JsonObject)[key] as Json, full) as JsonObject;
      for (const [name, value] of Object.entries(at)) {
        const faults = faultsIn(schema, withField(full, place, name, value));
        const field = [...place, name].join('.');
        expect(faults).toEqual([{ field, code: 'repeated_field', detail: `${field} occurs more than once.` }]);
      }
    }
  });

  it('may have an unknown field without a name, which is called something', () => {
    expect(faultsIn(schema, withField(full, [], '', 1))).toMatchObject([{ field: '""', code: 'unknown_field' }]);
    const twice = `{"":1,${JSON.stringify(full).slice(1, -1)},"":1}`;
    expect(faultsIn(schema, twice)).toMatchObject([{ field: '""', code: 'repeated_field' }]);
  });

  it('is refused in well-formed text, wherever the name of a field is cut', () => {
    for (const length of [97, 98, 99, 100, 101]) {
      const [fault] = faultsIn(schema, withField(full, [], `${'x'.repeat(length)}😀😀`, 1)) ?? expect.fail();
      expect(fault?.field.isWellFormed()).toBe(true);
    }
  });

  it.each<[string, Record<string, string>]>([
    ['no type', {}],
    ['its type', { 'content-type': 'application/json' }],
    ['its type in other letters', { 'content-type': 'Application/JSON' }],
    ['UTF-8', { 'content-type': 'application/json; charset=utf-8' }],
    ['UTF-8 in quotes', { 'content-type': 'application/json;charset="UTF-8"' }],
    ['UTF-8 by another name', { 'content-type': 'application/json ; charset=UTF8' }],
    ['the type that curl says', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['the type that fetch says', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['an empty type', { 'content-type': '' }],
    ['an empty charset', { 'content-type': 'application/json; charset=""' }],
    ['another parameter', { 'content-type': 'application/json; profile="x"; charset=utf-8' }],
    ['no encoding', { 'content-encoding': 'identity' }],
    ['an empty encoding', { 'content-encoding': '' }],
  ])('may come with %s', (_kind, headers) => {
    expect(refusalOf(() => parseBody(anEvent(JSON.stringify(full), headers), schema))).toBeUndefined();
  });

  const charset = { status: 415, code: 'unsupported_charset', faults: [{ field: 'Content-Type' }] };
  const encoding = { status: 415, code: 'unsupported_encoding', faults: [{ field: 'Content-Encoding' }] };

  it.each<[string, Record<string, string>, object]>([
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }, charset],
    ['UTF-16, of another type', { 'content-type': 'text/plain;charset=UTF-16LE' }, charset],
    ['Latin-1 in quotes', { 'content-type': 'application/json; x=y; charset="ISO-8859-1"' }, charset],
    ['something that ends as UTF-8', { 'content-type': 'application/json; charset=x-utf-8' }, charset],
    ['something that begins as UTF-8', { 'content-type': 'application/json; charset=utf-8000' }, charset],
    ['gzip', { 'content-encoding': 'gzip' }, encoding],
    ['Brotli, in other letters', { 'content-encoding': ' BR' }, encoding],
    ['two encodings', { 'content-encoding': 'identity, deflate' }, encoding],
    ['an encoding of somebody', { 'content-encoding': 'x-mine' }, encoding],
  ])('is not taken as %s', (_kind, headers, refusal) => {
    for (const body of [JSON.stringify(full), '\u001f\ufffd', '']) {
      expect(refusalOf(() => parseBody(anEvent(body, headers), schema))).toMatchObject(refusal);
    }
  });

  it('is refused when it is not UTF-8, whether the gateway has decoded it or not', () => {
    const [before = '', after = ''] = JSON.stringify(full).split('true');
    const invalid = Buffer.concat([Buffer.from(before), Buffer.from([0x22, 0xc3, 0x28, 0x22]), Buffer.from(after)]);
    const refusal = { status: 400, code: 'malformed_text', faults: [{ field: 'body' }] };
    for (const event of [inBase64(invalid), anEvent(invalid.toString()), inBase64(Buffer.from([0xff, 0xfe, 0x7b]))]) {
      expect(refusalOf(() => parseBody(event, schema))).toMatchObject(refusal);
    }
    expect(refusalOf(() => parseBody(inBase64(`\ufeff${JSON.stringify(full)}`), schema))?.code).toBe('malformed_json');
  });

  it('is measured in bytes, and as what it is in Base64', () => {
    const padded = (bytes: number) =>
      JSON.stringify(full) + ' '.repeat(bytes - Buffer.byteLength(JSON.stringify(full)));
    const statusOf = (event: APIGatewayProxyEvent) => refusalOf(() => parseBody(event, schema))?.status;
    expect(statusOf(anEvent(padded(16_384)))).toBeUndefined();
    expect(statusOf(anEvent(padded(16_385)))).toBe(413);
    expect(statusOf(inBase64(padded(16_384)))).toBeUndefined();
    expect(statusOf(inBase64(padded(16_385)))).toBe(413);
    expect(statusOf(anEvent(`"${'ü'.repeat(8_192)}"`))).toBe(413);
  });
});

describe('a call without a body', () => {
  it.each([null, '', '{}', ' { } '])('may be made with %o', (body) => {
    expect(() => parseNoBody(anEvent(body))).not.toThrow();
  });

  it.each([
    ['{"reason":"late"}', 400, 'unknown_field', 'reason'],
    ['{"__proto__":{}}', 400, 'unknown_field', '__proto__'],
    ['[]', 400, 'wrong_type', 'body'],
    ['null', 400, 'wrong_type', 'body'],
    ['reason=late', 400, 'malformed_json', 'body'],
    [' '.repeat(16_385), 413, 'body_too_large', 'body'],
  ])('is refused with %s: %i %s %s', (body, status, code, field) => {
    expect(refusalOf(() => parseNoBody(anEvent(body)))).toMatchObject({ status, code, faults: [{ field }] });
  });
});
