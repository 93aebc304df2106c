/** Attribute values in DynamoDB's protocol: `{ S: 'text' }`. */
type Values = Readonly<Record<string, Value>>;
type Value = Readonly<Record<string, unknown>>;

/**
 * What a parser of dynalite gets from a request. It removes each name and value that the expression uses from the unused ones.
 */
interface Context {
  readonly attrNames?: Readonly<Record<string, string>>;
  readonly attrVals?: Values;
  readonly unusedAttrNames?: Record<string, true>;
  readonly unusedAttrVals?: Record<string, true>;
  readonly compare: (comparison: 'GT', one: Value | undefined, other: Value | undefined) => boolean;
}

/**
 * Parses an expression; the result contains the request's values. A returned text describes an error, as a thrown error does.
 */
export type Parse = (expression: string, options: { readonly context: Context }) => unknown;

/** A parsed expression without its request's values. */
interface Parsed {
  readonly usedNames: readonly string[];
  readonly usedValues: readonly string[];
  readonly withValues: (values: Values) => unknown;
  readonly bounds: readonly Bounds[];
}

/** The names of the values between which a `BETWEEN` looks. */
type Bounds = readonly [lower: string, upper: string];

/** More expressions than any program has; a program that generates them for each request must not fill the memory. */
const mostRemembered = 1_000;

/** A function whose parsing depends on values, and not only on their types. */
const looksAtValues = /attribute_type/i;

/**
 * The same parser with a cache. dynalite parses each expression of each request, which takes a quarter of all its time; a
 * program's expressions differ in their values only, and a parser depends on the values' types, and on the order of bounds.
 */
export function parseOnce(parse: Parse): Parse {
  const remembered = new Map<string, Parsed>();
  return (expression, options) => {
    if (looksAtValues.test(expression)) return parse(expression, options);
    const { context } = options;
    const { attrNames = {}, attrVals = {} } = context;
    const key = JSON.stringify([
      expression,
      attrNames,
      Object.entries(attrVals).map(([name, value]) => [name, typeOf(value)]),
    ]);
    const known = remembered.get(key);
    if (known?.bounds.every(([lower, upper]) => !context.compare('GT', attrVals[lower], attrVals[upper]))) {
      for (const name of known.usedNames) delete context.unusedAttrNames?.[name];
      for (const name of known.usedValues) delete context.unusedAttrVals?.[name];
      return known.withValues(attrVals);
    }
    const unused = {
      names: Object.keys(context.unusedAttrNames ?? {}),
      values: Object.keys(context.unusedAttrVals ?? {}),
    };
    const result = parse(expression, options);
    if (typeof result === 'string') return result;
    if (remembered.size >= mostRemembered) remembered.clear();
    const names = new Map<unknown, string>(Object.entries(attrVals).map(([name, value]) => [value, name]));
    remembered.set(key, {
      usedNames: unused.names.filter((name) => !context.unusedAttrNames?.[name]),
      usedValues: unused.values.filter((name) => !context.unusedAttrVals?.[name]),
      withValues: templateOf(result, names),
      bounds: boundsIn(result, names),
    });
    return result;
  };
}

const typeOf = (value: object): string => Object.keys(value).join();

/** Copies a parsed expression, with its values replaced by those of another request. */
function templateOf(part: unknown, names: ReadonlyMap<unknown, string>): (values: Values) => unknown {
  const name = names.get(part);
  if (name !== undefined) return (values) => values[name];
  if (Array.isArray(part)) {
    const items = part.map((item) => templateOf(item, names));
    return (values) => items.map((item) => item(values));
  }
  if (typeof part !== 'object' || part === null) return () => part;
  const prototype = Object.getPrototypeOf(part);
  const fields = Object.entries(part).map(([key, value]) => [key, templateOf(value, names)] as const);
  return (values) => {
    const copy = Object.create(prototype);
    for (const [key, field] of fields) copy[key] = field(values);
    return copy;
  };
}

/** All bounds in a parsed expression that are values of the request. */
function boundsIn(part: unknown, names: ReadonlyMap<unknown, string>): Bounds[] {
  if (typeof part !== 'object' || part === null || names.has(part)) return [];
  const { type, args } = part as { readonly type?: unknown; readonly args?: readonly unknown[] };
  const [lower, upper] = type === 'between' ? (args ?? []).slice(1).map((arg) => names.get(arg)) : [];
  const inside = Object.values(part).flatMap((each) => boundsIn(each, names));
  return lower !== undefined && upper !== undefined ? [[lower, upper], ...inside] : inside;
}
