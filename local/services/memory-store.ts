import { Readable, Stream } from 'node:stream';
import { SortedTexts } from './sorted-texts.ts';

/** The part of `memory-level` that dynalite uses for its data. */
export interface MemoryLevelModule {
  MemoryLevel: new () => MemoryStore;
}

/** The keys that a stream reads; a negative limit is none. */
export interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: object }
  | { readonly type: 'del'; readonly key: string };

type Done<Result = undefined> = (error: null, result?: Result) => void;

/**
 * A store for dynalite, in place of `memory-level`. Its operations end at once, where those would return to the event loop, and
 * it keeps values themselves, where those would be converted to JSON and back: dynalite changes no item that it has stored or
 * read. (It changes tables, and then stores them again.)
 */
export class MemoryStore {
  readonly #values = new Map<string, object>();
  readonly #keys = new SortedTexts();

  constructor() {
    // dynalite would replace the methods by ones that await promises.
    Object.freeze(this);
  }

  get(key: string, done: Done<object>): void {
    done(null, this.#values.get(key));
  }

  put(key: string, value: object, done: Done): void {
    this.#put(key, value);
    done(null);
  }

  del(key: string, done: Done): void {
    this.#delete(key);
    done(null);
  }

  batch(operations: readonly Operation[], done: Done): void {
    for (const operation of operations) {
      if (operation.type === 'put') this.#put(operation.key, operation.value);
      else this.#delete(operation.key);
    }
    done(null);
  }

  createKeyStream(range?: Range): Stream {
    return Readable.from(this.#within(range));
  }

  createValueStream(range?: Range): Stream {
    return new Values(this.#within(range).map((key) => this.#values.get(key)));
  }

  /** There is nothing to close. */
  async close(): Promise<void> {}

  #put(key: string, value: object): void {
    if (!this.#values.has(key)) this.#keys.add(key);
    this.#values.set(key, withoutUndefined(value));
  }

  #delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.delete(key);
  }

  #within({ gt, gte, lt, lte, reverse, limit = -1 }: Range = {}): string[] {
    const keys = this.#keys.within(gte ?? after(gt) ?? '', lt ?? after(lte));
    if (reverse) keys.reverse();
    return limit < 0 ? keys : keys.slice(0, limit);
  }
}

/** The next text in order. */
const after = (text: string | undefined): string | undefined => (text === undefined ? undefined : `${text}\0`);

/** Without the fields that JSON leaves out: an item of an index has an undefined one for each attribute that is absent. */
function withoutUndefined(value: object): object {
  if (!Object.values(value).includes(undefined)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}

/** A stream of values in memory: dynalite only listens to it, and a `Readable` would take several turns for each value. */
class Values extends Stream {
  #isDestroyed = false;

  constructor(values: readonly unknown[]) {
    super();
    process.nextTick(() => {
      for (const value of values) {
        if (this.#isDestroyed) return;
        this.emit('data', value);
      }
      this.emit('end');
    });
  }

  destroy(): void {
    this.#isDestroyed = true;
  }
}
