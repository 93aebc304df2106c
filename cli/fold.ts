/**
 * Wraps a line that is wider than a terminal at its blanks; continuation lines are indented by two columns. A longer word is
 * not broken.
 */
export function fold(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const folded: string[] = [];
  let current = indent;
  for (const word of line.trim().split(' ')) {
    const isFirst = current.trim() === '';
    const next = isFirst ? `${current}${word}` : `${current} ${word}`;
    if (next.length <= columns || isFirst) {
      current = next;
    } else {
      folded.push(current);
      current = `${indent}  ${word}`;
    }
  }
  return [...folded, current];
}
