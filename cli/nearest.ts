/** The word that is most like another one, as long as few letters are wrong. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((one) => ({ one, distance: one.startsWith(word) && word.length > 1 ? 0.5 : editDistance(word, one) }))
    .toSorted((one, other) => one.distance - other.distance);
  const best = ranked[0];
  return best && best.distance <= Math.ceil(best.one.length / 3) ? best.one : undefined;
}

/** Levenshtein's: how many letters have to be put in, left out or changed. */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    row = row.reduce<number[]>((next, above, column) => {
      if (column === 0) return [index + 1];
      const changed = (row[column - 1] ?? 0) + (other[column - 1] === letter ? 0 : 1);
      next.push(Math.min(above + 1, (next[column - 1] ?? 0) + 1, changed));
      return next;
    }, []);
  }
  return row.at(-1) ?? 0;
}

/** ` Did you mean X?`, or nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}
