/** As much of a terminal as is needed to see what a screen comes out as. */
export function aTerminal(columns = 120) {
  const written: string[] = [];
  const rows = [''];
  let cursor = true;
  const step = (code: string) => {
    if (code === '\u001b[?25l') cursor = false;
    else if (code === '\u001b[?25h') cursor = true;
    else if (code === '\n') rows.push('');
    else if (code.endsWith('F') && code.startsWith('\u001b['))
      rows.splice(rows.length - 1 - Number(/\d+/.exec(code)?.[0]), rows.length, '');
    // Going up has taken away what is below.
    else if (code !== '\u001b[0J') rows[rows.length - 1] += code;
  };
  return {
    isTTY: true,
    columns,
    written,
    write: (text: string) => {
      written.push(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is told with
      for (const [code] of text.matchAll(/\u001b\[[?\d]*[a-zA-Z]|\n|[^\u001b\n]+/g)) step(code);
      return true;
    },
    lines: () => rows.slice(0, -1),
    hasCursor: () => cursor,
  };
}
