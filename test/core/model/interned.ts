/**
 * Values of which equal ones are one object. States share them and are told apart by their numbers, and what follows from
 * the same values is worked out once.
 */
export class Interned {
  readonly #byText = new Map<string, object>();
  readonly #numbers = new WeakMap<object, number>();

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
export const textOf = (value: unknown): string => JSON.stringify(value, inOrder);

function inOrder(_key: string, value: unknown): unknown {
  if (value instanceof Set) return { set: [...value].sort() };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
