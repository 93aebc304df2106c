/** The part of `memory-level` that dynalite uses for its data. */
export interface MemoryLevelModule {
  MemoryLevel: MemoryLevelClass;
}

type MemoryLevelClass = new (options: Readonly<Record<string, unknown>>) => MemoryLevel;

interface MemoryLevel {
  keys(options?: unknown): Iterator;
  values(options?: unknown): Iterator;
}

/** An iterator of `abstract-level`. */
interface Iterator {
  nextv(size: number): Promise<unknown[]>;
  close(): Promise<void>;
}

/** Stores values themselves, where dynalite would have each converted to JSON and back. */
const itself = { name: 'itself', format: 'utf8', encode: withoutUndefined, decode: <Value>(value: Value) => value };

/** Without the fields that JSON leaves out: an item of an index has an undefined one for each attribute that is absent. */
function withoutUndefined(value: object): object {
  const fields = Object.entries(value);
  const defined = fields.filter(([, field]) => field !== undefined);
  return defined.length < fields.length ? Object.fromEntries(defined) : value;
}

/**
 * The same store for a program that does not change items that it has stored or read: values are shared rather than copied,
 * and keys are compared as text. Its iterators read ahead, and have the method `return`, by which dynalite 4 ends them: without
 * it, each query would keep an iterator open, and with it a snapshot of all data.
 */
export function sharing(Base: MemoryLevelClass): MemoryLevelClass {
  return class extends Base {
    constructor(options: Readonly<Record<string, unknown>>) {
      super({ ...options, storeEncoding: 'utf8', valueEncoding: itself });
    }

    override keys(options?: unknown) {
      return readingAhead(super.keys(options));
    }

    override values(options?: unknown) {
      return readingAhead(super.values(options));
    }
  };
}

/** Few queries read more. */
const ahead = 64;

function readingAhead(iterator: Iterator) {
  let read: unknown[] = [];
  let next = 0;
  return Object.assign(iterator, {
    next: async () => {
      if (next === read.length) [read, next] = [await iterator.nextv(ahead), 0];
      next += 1;
      return read[next - 1];
    },
    return: () => iterator.close(),
  });
}
