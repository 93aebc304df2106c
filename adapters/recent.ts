interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly until: number;
}

/**
 * Loads a value at most once in `ms` for each key: whoever asks meanwhile gets the same one, also while it is being
 * loaded. For what may be a moment old. A load that failed is not kept.
 *
 * @param now milliseconds, on any scale
 */
export function recent<Key extends readonly string[], Value>(
  ms: number,
  now: () => number,
  load: (...key: Key) => Promise<Value>,
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
    entries.set(name, { value, until: at + ms });
    value.catch(() => entries.delete(name));
    return value;
  };
}
