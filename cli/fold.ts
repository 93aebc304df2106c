/**
 * Wraps a line that is wider than a terminal at its blanks; continuation lines are indented by two columns. A word that is
 * longer than a line is broken.
 */
export function fold(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const continued = `${indent}  `;
  const folded: string[] = [];
  let current = indent;
  for (const word of line.trim().split(' ')) {
    const isFirst = current.trim() === '';
    const next = isFirst ? `${current}${word}` : `${current} ${word}`;
    if (next.length > columns && !isFirst) {
      folded.push(current.trimEnd());
      current = `${continued}${word}`;
    } else {
      current = next;
    }
    while (current.length > columns && columns > continued.length) {
      folded.push(current.slice(0, columns));
      current = `${continued}${current.slice(columns)}`;
    }
  }
  return [...folded, current];
}
