/** An object or a list that is being read, and the current position in it. */
interface Open {
  /** Of an object; a list has none. */
  readonly keys?: Set<string>;
  at: string | number | undefined;
}

/** All tokens of a JSON text that matter: the rest is numbers and words. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/**
 * The paths of the keys that occur more than once in one object of a JSON text, `atMost` of them. `JSON.parse` silently takes
 * the last of them. An escaped spelling (`"\u0061"`) is the same key.
 * @param json must be valid
 */
export function repeatedKeys(json: string, atMost: number): string[][] {
  const repeated: string[][] = [];
  const open: Open[] = [];
  for (const token of json.match(tokens) ?? []) {
    const inner = open.at(-1);
    if (token === '{') open.push({ keys: new Set(), at: undefined });
    else if (token === '[') open.push({ at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') next(inner);
    else if (inner?.keys && inner.at === undefined) {
      inner.at = JSON.parse(token) as string;
      if (inner.keys.has(inner.at)) repeated.push(open.map(({ at }) => String(at)));
      inner.keys.add(inner.at);
    }
    if (repeated.length === atMost) break;
  }
  return repeated;
}

function next(inner: Open | undefined): void {
  if (inner) inner.at = typeof inner.at === 'number' ? inner.at + 1 : undefined;
}
