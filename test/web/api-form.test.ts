import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeOperations, type Operation } from '../../web/describe-operations.ts';
import { callOf, keyOf, prefilled, pretty, problemsOf, rideIn, shownHeaders } from '../../web/src/api-call.ts';
import { bodyDepartures, describedRoutes, takesBody } from '../support/api-description.ts';

const operations = describeOperations(
  parse(readFileSync(path.join(import.meta.dirname, '../../docs/reference/openapi.yaml'), 'utf8')),
);
const routeOf = ({ method, path }: Operation) => `${method} ${path}`;
const security = [{ bearer: ['service/rider'] }];

/** A description of one call. */
const described = (operation: object, components = {}) =>
  describeOperations({ paths: { '/things/{id}': { post: { security, ...operation } } }, components })[0] as Operation;

const parameter = (name: string, place: string, more = {}) => ({
  name,
  in: place,
  schema: { type: 'string' },
  ...more,
});

const aCall = described({
  parameters: [
    parameter('id', 'path', { required: true, example: 'thing-1' }),
    parameter('limit', 'query'),
    parameter('next', 'query'),
    parameter('Prefer', 'header', { examples: { one: { value: 'wait=5' }, other: { value: 'respond-async' } } }),
  ],
  requestBody: { content: { 'application/json': { schema: {} } } },
  responses: { 200: { headers: { Location: {}, 'Retry-After': {} } }, 429: { headers: { 'Retry-After': {} } } },
});

describe("the API's description", () => {
  it('has a form for each of its calls, whose body is as described', () => {
    expect(operations.map(routeOf)).toEqual(describedRoutes);
    for (const operation of operations) {
      expect(operation.summary).not.toBe('');
      expect(operation.body !== undefined).toBe(takesBody(routeOf(operation)));
      for (const { text } of operation.body?.examples ?? []) {
        expect(bodyDepartures(routeOf(operation), JSON.parse(text))).toEqual([]);
      }
      expect(problemsOf(operation, prefilled(operation))).toEqual({});
    }
  });

  it('says whose token each call needs', () => {
    const roles = Object.fromEntries(operations.map((operation) => [operation.id, operation.role]));
    expect(roles).toMatchObject({ requestRide: 'rider', completeRide: 'driver', reportDriver: 'driver' });
    expect(() => described({ operationId: 'open', security: [] })).toThrow('open');
  });

  it('is followed where it refers to something', () => {
    const components = {
      parameters: { Id: parameter('id', 'path', { description: 'Which [one](https://x.example).  \nNot two.' }) },
    };
    const { parameters } = described({ parameters: [{ $ref: '#/components/parameters/Id' }] }, components);
    expect(parameters[0]).toMatchObject({ name: 'id', place: 'path', isRequired: false, about: 'Which one.' });
    expect(() => described({ parameters: [{ $ref: '#/components/parameters/Other' }] })).toThrow('Other');
  });

  it('gives a body by its schema where it has no example', () => {
    const Size = { enum: ['small', 'large'] };
    const schema = {
      allOf: [{ required: ['left'], properties: { left: { type: 'number', minimum: 3 } } }],
      required: ['size', 'name', 'tags', 'isNew', 'at'],
      properties: {
        size: { $ref: '#/components/schemas/Size' },
        name: { type: 'string', default: 'anonymous' },
        tags: { type: ['array', 'null'] },
        isNew: { type: 'boolean' },
        at: { oneOf: [{ type: 'object' }, { type: 'null' }] },
        spare: { type: 'string' },
      },
    };
    const { body } = described({ requestBody: { content: { 'application/json': { schema } } } }, { schemas: { Size } });
    const sample = { left: 3, size: 'small', name: 'anonymous', tags: [], isNew: false, at: {} };
    expect(body?.examples.map(({ text }) => JSON.parse(text))).toEqual([sample]);
  });
});

describe('the form of a call', () => {
  const [id, limit, next, prefer] = aCall.parameters.map(keyOf) as [string, string, string, string];
  const filled = (more: Record<string, string>) => ({ ...prefilled(aCall), caller: 'rider-1', ...more });

  it('begins with what is known in what is needed, and nothing in what is not', () => {
    expect(prefilled(aCall)).toEqual({ [id]: 'thing-1', [limit]: '', [next]: '', [prefer]: '', body: '{}' });
    expect(prefilled(aCall, { id: 'thing-7', limit: '3' })).toMatchObject({ [id]: 'thing-7', [limit]: '' });
    expect(aCall.parameters[3]?.examples).toEqual(['wait=5', 'respond-async']);
  });

  it('is sent as it was typed, each value in its place', () => {
    const body = '{ "a":\n1.0 }';
    expect(callOf(aCall, filled({ [id]: 'a/b c', [limit]: '20', [next]: 'x&y=z', [prefer]: 'wait=0', body }))).toEqual({
      method: 'POST',
      path: 'things/a%2Fb%20c?limit=20&next=x%26y%3Dz',
      headers: { Prefer: 'wait=0', 'Content-Type': 'application/json' },
      body,
    });
    expect(callOf(aCall, filled({ body: ' ' }))).toEqual({ method: 'POST', path: 'things/thing-1', headers: {} });
  });

  it.each([
    ['a body that is no JSON', { body: '{"a": 1,}' }, 'body', /^This is not JSON: .+/],
    ['a path that lacks something', { [id]: '' }, id, /^id is required/],
    ['a path that would go up', { [id]: '..' }, id, /path/],
    ['a header that cannot be one', { [prefer]: 'wait=5\u2026' }, prefer, /ASCII/],
    ['nobody who calls', { caller: '' }, 'caller', /caller/],
  ])('is not sent with %s, and says so at the field', (_, wrong, field, words) => {
    const problems = problemsOf(aCall, filled(wrong));
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(words);
  });

  it('is sent with what the API alone can judge', () => {
    expect(problemsOf(aCall, filled({ [limit]: '-1', body: '[]', [prefer]: 'nonsense' }))).toEqual({});
    expect(problemsOf(aCall, filled({ body: '' }))).toEqual({});
    const needed = described({ requestBody: { required: true, content: { 'application/json': {} } } });
    expect(problemsOf(needed, { body: '' })).toEqual({ body: 'The call needs a body.' });
  });
});

describe('an answer', () => {
  it('is shown with the headers that the description has of the call', () => {
    const headers = new Headers({ 'retry-after': '1', 'content-type': 'application/json', 'x-other': 'a' });
    expect(shownHeaders(aCall, headers)).toEqual([
      ['Content-Type', 'application/json'],
      ['Retry-After', '1'],
    ]);
  });

  it('tells of a ride and of its driver, where it has them', () => {
    const ride = { rideId: 'ride_1', status: 'confirmed', outcome: { driver: { driverId: 'driver-3' } } };
    expect(rideIn(JSON.stringify(ride))).toEqual({ rideId: 'ride_1', status: 'confirmed', driverId: 'driver-3' });
    for (const other of ['', 'null', '7', '[]', '{"rideId":null,"outcome":null}']) expect(rideIn(other)).toEqual({});
  });

  it('is laid out where it is JSON, and left as it is where it is not', () => {
    expect([pretty('{"a":1}'), pretty('<html>')]).toEqual(['{\n  "a": 1\n}', '<html>']);
  });
});
