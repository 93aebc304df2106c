import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { answerHeaders } from '../../core/answer-headers.ts';

/** What a description can be held against: an answer of the API, wherever it comes from. */
export interface Described {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** Headers of HTTP itself and of the gateway: they are in every answer and no part of the description. */
const transportHeaders = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'x-amzn-requestid',
]);

/** Headers that every answer has to carry; the description names them once for all. */
const commonHeaders = Object.keys(answerHeaders()).map((name) => name.toLowerCase());

const document = parse(
  readFileSync(path.join(import.meta.dirname, '../../docs/reference/openapi.yaml'), 'utf8'),
) as JsonObject;

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
addFormats.default(ajv);
ajv.addVocabulary(Object.keys(document)); // The whole document is read as a schema, so that its references resolve.
ajv.addSchema(document, 'openapi.yaml');

/** The described routes, such as `GET /rides/{rideId}`. */
export const describedRoutes: readonly string[] = Object.entries(objectAt(['paths'])).flatMap(([route, item]) =>
  Object.keys(item as JsonObject)
    .filter((method) => methods.has(method))
    .map((method) => `${method.toUpperCase()} ${route}`),
);

/** The statuses that a route is described to answer with. */
export const describedStatuses = (route: string): number[] =>
  Object.keys(objectAt([...operation(route), 'responses'])).map(Number);

/** Whether a route is described to take a body. */
export const takesBody = (route: string): boolean => 'requestBody' in objectAt(operation(route));

/** The described route that a request goes to; undefined when there is none. */
export function routeOf(method: string, requestPath: string): string | undefined {
  const [pathname = ''] = requestPath.replace(/^\/?/, '/').split('?');
  return describedRoutes.find((route) => {
    const [routeMethod, template = ''] = route.split(' ');
    return routeMethod === method && new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(pathname);
  });
}

/** What in an answer is not as described for its route; nothing when all is. Without a route: a problem is described. */
export function departures(route: string | undefined, answer: Described): string[] {
  const mediaType = answer.headers.get('content-type');
  if (route === undefined) {
    return [
      ...(mediaType === 'application/problem+json' ? [] : [`content type ${mediaType}`]),
      ...schemaFaults(['components', 'schemas', 'Problem'], answer.body),
    ];
  }
  if (!describedStatuses(route).includes(answer.status)) return [`status ${answer.status}`];
  const response = follow([...operation(route), 'responses', String(answer.status)]);
  const { headers = {}, content } = objectAt(response);
  if (mediaType === null || !(mediaType in (content as JsonObject))) return [`content type ${mediaType}`];
  return [
    ...headerFaults([...response, 'headers'], Object.keys(headers as JsonObject), answer.headers),
    ...schemaFaults([...response, 'content', mediaType, 'schema'], answer.body),
  ];
}

/** What in a request's body is not as described; nothing when all is. */
export function bodyDepartures(route: string, body: unknown): string[] {
  const requestBody = follow([...operation(route), 'requestBody']);
  return schemaFaults([...requestBody, 'content', 'application/json', 'schema'], body);
}

/** What in the body of a webhook is not as described for that webhook; nothing when all is. */
export const webhookDepartures = (webhook: string, body: unknown): string[] =>
  schemaFaults(['webhooks', webhook, 'post', 'requestBody', 'content', 'application/json', 'schema'], body);

/** The headers that the description says to be in every answer of a function, with their values. */
export const describedCommonHeaders = (): Record<string, string> =>
  Object.fromEntries(
    [...String(objectAt(['info']).description).matchAll(/^- `([A-Za-z-]+): (.+?)`/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );

/** Every example of a body in the description, with what in it is not as its schema says. */
export function examples(): { readonly name: string; readonly faults: readonly string[] }[] {
  return mediaTypes(document, []).flatMap((place) => {
    const { example, examples: named = {} } = objectAt(place);
    const values = Object.keys(named as JsonObject).map((name) => {
      const at = follow([...place, 'examples', name]);
      return { name: pointerOf([...place, name]), value: objectAt(at).value };
    });
    const all = example === undefined ? values : [...values, { name: pointerOf(place), value: example }];
    return all.map(({ name, value }) => ({ name, faults: schemaFaults([...place, 'schema'], value) }));
  });
}

/** The places of all media types below a place. */
function mediaTypes(node: Json, place: readonly string[]): string[][] {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, child]) => {
    const here = [...place, key];
    return place.at(-1) === 'content' && key.includes('/') ? [here] : mediaTypes(child as Json, here);
  });
}

function headerFaults(place: readonly string[], described: readonly string[], sent: Headers): string[] {
  const names = new Set(described.map((name) => name.toLowerCase()));
  const unknown = [...sent.keys()].filter(
    (name) => !names.has(name) && !transportHeaders.has(name) && !commonHeaders.includes(name),
  );
  const missing = commonHeaders.filter((name) => !sent.has(name));
  const wrong = described.flatMap((name) => {
    const header = follow([...place, name]);
    const value = sent.get(name);
    if (value === null) return objectAt(header).required === true ? [`header ${name} is missing`] : [];
    return schemaFaults([...header, 'schema'], value).map((fault) => `header ${name}: ${fault}`);
  });
  return [
    ...unknown.map((name) => `header ${name} is not described`),
    ...missing.map((name) => `header ${name} is missing`),
    ...wrong,
  ];
}

function schemaFaults(place: readonly string[], value: unknown): string[] {
  const validate = ajv.getSchema(`openapi.yaml#${pointerOf(place)}`);
  if (validate === undefined) throw new Error(`The description has no schema at ${pointerOf(place)}.`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || 'body', message, JSON.stringify(params)].join(' '),
  );
}

function operation(route: string): string[] {
  const [method = '', template = ''] = route.split(' ');
  return ['paths', template, method.toLowerCase()];
}

/** The place itself, or the one that it refers to. */
function follow(place: readonly string[]): readonly string[] {
  const { $ref } = objectAt(place);
  return typeof $ref === 'string' ? follow($ref.replace('#/', '').split('/')) : place;
}

function objectAt(place: readonly string[]): JsonObject {
  return place.reduce<JsonObject>((node, key) => {
    const child = node[key];
    if (child === null || typeof child !== 'object')
      throw new Error(`The description has nothing at ${pointerOf(place)}.`);
    return child as JsonObject;
  }, document);
}

const pointerOf = (place: readonly string[]): string =>
  place.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
