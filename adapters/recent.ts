interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly until: number;
}

/**
 * Loads a value at most once in `ms` for each key: whoever asks meanwhile gets the same one, also while it is being
 * loaded. For what may be a moment old. A load that failed is not kept.
 *
 * @param now milliseconds, on any scale
 * @param isKept whether a value that was loaded is still of use to who asks after that
 */
export function recent<Key extends readonly (string | number)[], Value>(
  ms: number,
  now: () => number,
  load: (...key: Key) => Promise<Value>,
  isKept: (value: Value) => boolean = () => true,
): (...key: Key) => Promise<Value> {
  const entries = new Map<string, Entry<Value>>();

  const forgetOld = (at: number) => {
    // They are in the order in which they were loaded, so the old ones come first.
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
