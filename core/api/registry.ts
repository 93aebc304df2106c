import * as z from 'zod/mini';

/** What JSON Schema says beyond what zod knows of a schema. One with an `id` is a component of the API's description. */
type Keywords = { readonly id?: string; readonly description?: string; readonly [keyword: string]: unknown };

type Schema = z.core.$ZodType;

type Fields<Shape> = { readonly [Name in keyof Shape]?: string | Keywords };

/**
 * What the API's description says of schemas. Functions import types from this folder and no values, so that no bundle
 * contains it.
 */
export const apiRegistry = z.registry<Keywords>();

/** Makes a schema a component. */
export function named<Named extends Schema>(id: string, schema: Named, keywords: Keywords = {}): Named {
  apiRegistry.add(schema, { id, ...keywords });
  return schema;
}

/** A schema as it is used in one place: a copy, because other places may use the schema too. */
export function field<Field extends Schema>(schema: Field, said: string | Keywords): Field {
  const copy = z.clone(schema, schema._zod.def, { parent: true });
  apiRegistry.add(copy, typeof said === 'string' ? { description: said } : said);
  return copy;
}

/** Makes a schema that functions validate with a component, and says more of its fields. */
export function described<Shape extends z.core.$ZodLooseShape, Config extends z.core.$ZodObjectConfig>(
  id: string,
  schema: z.ZodMiniObject<Shape, Config>,
  { fields, ...keywords }: Keywords & { readonly fields: Fields<Shape> },
): z.ZodMiniObject<Shape, Config> {
  const copies = Object.entries<string | Keywords>(fields as Fields<unknown>).map(([name, said]) => [
    name,
    field(schema.shape[name], said),
  ]);
  return named(id, z.extend(schema, Object.fromEntries(copies)), keywords) as unknown as typeof schema;
}

/** A rule that zod has no schema for. */
export const rule = (keywords: Keywords) => z.unknown().register(apiRegistry, keywords);

/** A reference to a component. */
export const reference = (id: string): Keywords => ({ $ref: `#/components/schemas/${id}` });

/** A text of a certain format. */
export const matching = (pattern: RegExp) => z.string().check(z.regex(pattern));

/** The components of the modules that are loaded, as OpenAPI 3.1 has them: by name, objects without other fields. */
export function apiComponents(): Record<string, object> {
  const { schemas } = z.toJSONSchema(apiRegistry, {
    metadata: apiRegistry,
    io: 'input',
    uri: (id) => String(reference(id).$ref),
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties && jsonSchema.type) jsonSchema.additionalProperties ??= false;
      delete jsonSchema.readOnly; // zod's concerns who may change the value in memory.
      // The bounds of every integer in JavaScript.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema]));
}
