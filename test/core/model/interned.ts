/**
 * Values of which equal ones are one object. States share them and are told apart by their numbers, and what follows from
 * the same values is worked out once.
 */
export class Interned {
  readonly #byText = new Map<string, object>();
  readonly #numbers = new Map<object, number>();

  /** How many different values there were. */
  get size(): number {
    return this.#byText.size;
  }

  /** The one object that stands for all values equal to this one. */
  of<Value extends object>(value: Value): Value {
    if (this.#numbers.has(value)) return value;
    const text = textOf(value);
    const known = this.#byText.get(text);
    if (known) return known as Value;
    this.#byText.set(text, value);
    this.#numbers.set(value, this.#byText.size);
    return value;
  }

  /** The number of an object that `of` has returned. */
  numberOf(value: object): number {
    const number = this.#numbers.get(value);
    if (number === undefined) throw new Error(`Not interned: ${textOf(value)}`);
    return number;
  }
}

/** JSON with the keys in order. Fields that are undefined are as good as absent. */
export function textOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (value instanceof Set) return textOf({ set: [...value].sort() });
  let fields = '';
  for (const name of Object.keys(value).sort()) {
    const each = (value as Record<string, unknown>)[name];
    if (each !== undefined) fields += `${fields && ','}"${name}":${textOf(each)}`;
  }
  return `{${fields}}`;
}
