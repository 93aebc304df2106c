/** What the page needs of the API's description: the calls, and the parameters and body of each. */

import { indented } from './indented.ts';

/** One call of the API. */
export interface Operation {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** Relative to the API's address, with parameters in braces: `/rides/{rideId}`. */
  readonly path: string;
  readonly summary: string;
  /** The first sentence of its description. */
  readonly about: string;
  readonly group: string;
  /** Who may call. */
  readonly role: 'rider' | 'driver';
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  /** The headers that at least one of its responses is described to have. */
  readonly answerHeaders: readonly string[];
}

/** A path, query or header parameter. */
export interface Parameter {
  readonly name: string;
  readonly place: 'path' | 'query' | 'header';
  readonly isRequired: boolean;
  /** The first sentence of its description. */
  readonly about: string;
  /** Values that it may take. */
  readonly examples: readonly string[];
}

/** A call's request body. */
export interface Body {
  readonly mediaType: string;
  readonly isRequired: boolean;
  /** At least one: where the description has no example, the schema makes one. */
  readonly examples: readonly { readonly name: string; readonly text: string }[];
}

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
type JsonObject = { readonly [key: string]: Json };

const empties: JsonObject = { string: '', boolean: false, array: [], object: {} };

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * All calls of an OpenAPI 3.1 description, in its order.
 * @throws Error when a reference cannot be resolved, or the description does not say whose token a call needs
 */
export function describeOperations(description: JsonObject): Operation[] {
  const { at, objectsIn } = reader(description);

  const parameterOf = (place: JsonObject): Parameter => {
    const schema = at(place.schema);
    const named = [place.example, ...valuesIn(place.examples), schema.example, ...listIn(schema.examples)];
    const examples = named.filter((value) => value !== undefined);
    return {
      name: String(place.name),
      place: place.in as Parameter['place'],
      isRequired: place.required === true,
      about: firstSentence(place.description),
      examples: [...new Set([...examples, ...listIn(schema.enum)].map(String))],
    };
  };
  const valuesIn = (named: Json | undefined): (Json | undefined)[] =>
    objectsIn(named).map(([, example]) => example.value);

  const bodyOf = (place: JsonObject): Body | undefined => {
    const [mediaType, media] = objectsIn(place.content)[0] ?? [];
    if (mediaType === undefined || media === undefined) return undefined;
    const named = objectsIn(media.examples).map(([name, { summary, value = null }]) => ({
      name: String(summary ?? name),
      text: indented(value),
    }));
    const one = { name: 'example', text: indented(media.example ?? sampleOf(media.schema)) };
    return { mediaType, isRequired: place.required === true, examples: named.length > 0 ? named : [one] };
  };

  /** The smallest value that fits a schema, close enough to be edited into a request. */
  const sampleOf = (place: Json | undefined): Json => {
    const schema = at(place);
    const given = schema.example ?? listIn(schema.examples)[0] ?? schema.default ?? schema.const;
    if (given !== undefined) return given;
    const [first] = [...listIn(schema.enum), ...['oneOf', 'anyOf'].flatMap((key) => listIn(schema[key]).map(sampleOf))];
    if (first !== undefined) return first;
    const parts = listIn(schema.allOf).map(sampleOf).filter(isObject);
    const required = listIn(schema.required).map((name) => [name, sampleOf(at(schema.properties)[String(name)])]);
    if (parts.length > 0 || required.length > 0) return Object.assign({}, ...parts, Object.fromEntries(required));
    const [type] = [schema.type ?? 'object'].flat();
    if (type === 'number' || type === 'integer') return schema.minimum ?? 0;
    return empties[String(type)] ?? null;
  };

  return objectsIn(description.paths).flatMap(([path, item]) =>
    objectsIn(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]): Operation => {
        const parameters = [...listIn(item.parameters), ...listIn(operation.parameters)].map(at);
        return {
          id: String(operation.operationId ?? `${method} ${path}`),
          method: method.toUpperCase(),
          path,
          summary: String(operation.summary ?? ''),
          about: firstSentence(operation.description),
          group: String(listIn(operation.tags)[0] ?? ''),
          role: roleIn(operation),
          parameters: parameters.filter((each) => each.in !== 'cookie').map(parameterOf),
          body: bodyOf(at(operation.requestBody)),
          answerHeaders: [
            ...new Set(
              objectsIn(operation.responses).flatMap(([, { headers }]) => objectsIn(headers).map(([name]) => name)),
            ),
          ],
        };
      }),
  );
}

function reader(description: JsonObject) {
  /** The object itself, or the one it refers to. A description beside a reference takes precedence. */
  const at = (place: Json | undefined): JsonObject => {
    if (!isObject(place)) return {};
    const { $ref, ...rest } = place;
    if (typeof $ref !== 'string') return place;
    const target = $ref
      .replace(/^#\//, '')
      .split('/')
      .reduce<Json | undefined>((node, key) => (isObject(node) ? node[key] : undefined), description);
    if (!isObject(target)) throw new Error(`The description has no ${$ref}.`);
    return { ...at(target), ...rest };
  };
  /** The members of an object that are objects, by name. */
  const objectsIn = (place: Json | undefined): [string, JsonObject][] =>
    Object.entries(at(place)).flatMap(([name, value]) => (isObject(value) ? [[name, at(value)]] : []));
  return { at, objectsIn };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** Scopes are named `resource/role`. */
function roleIn({ security, operationId }: JsonObject): Operation['role'] {
  const scopes = listIn(security)
    .filter(isObject)
    .flatMap((scheme) => Object.values(scheme).flatMap(listIn));
  const role = String(scopes[0]).split('/').at(-1);
  if (role !== 'rider' && role !== 'driver') throw new Error(`Whose token ${operationId} needs is not described.`);
  return role;
}

/** The text without Markdown's marks. */
function firstSentence(markdown: Json | undefined): string {
  const text = typeof markdown === 'string' ? markdown : '';
  const plain = text.replaceAll(/\[([^\]]*)\]\([^)]*\)|`/g, '$1').replaceAll(/\s+/g, ' ');
  return /^.*?[.](?=\s|$)/.exec(plain)?.[0] ?? plain.trim();
}
