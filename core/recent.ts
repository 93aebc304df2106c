interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly until: number;
}

/**
 * Loads a value at most once in `ms` for each key: concurrent callers share one load, and later ones its value. For values
 * that may be a moment old. A load that failed is not cached.
 *
 * @param now milliseconds, on any scale
 * @param isKept whether a loaded value is still of use to later callers
 */
export function recent<Key extends readonly (string | number)[], Value>(
  ms: number,
  now: () => number,
  load: (...key: Key) => Promise<Value>,
  isKept: (value: Value) => boolean = () => true,
): (...key: Key) => Promise<Value> {
  const entries = new Map<string, Entry<Value>>();

  const forgetOld = (at: number) => {
    // They are in loading order, so the oldest come first.
    for (const [name, { until }] of entries) {
      if (until > at) return;
      entries.delete(name);
    }
  };

  return (...key) => {
    const at = now();
    forgetOld(at);
    const name = key.join(' ');
    const known = entries.get(name);
    if (known) return known.value;
    const value = load(...key);
    const entry = { value, until: at + ms };
    entries.set(name, entry);
    const forget = () => entries.get(name) === entry && entries.delete(name);
    value.then((loaded) => isKept(loaded) || forget(), forget);
    return value;
  };
}
