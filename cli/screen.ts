import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** A part of a terminal that is redrawn. */
export interface Screen {
  /** Replaces the shown lines by these. */
  show(frame: string): void;
  /** Erases them, and shows the cursor again. */
  clear(): void;
}

type Terminal = Pick<WriteStream, 'write' | 'columns'>;

/** Draws on a terminal, starting at the cursor. */
export function screenOn(terminal: Terminal): Screen {
  let shown = '';
  return {
    show: (frame) => {
      // A line that the terminal wraps would break the count of lines to erase.
      const next = cropped(frame, terminal.columns);
      terminal.write(`${shown === '' ? hideCursor : ''}${redrawn(shown, next)}`);
      shown = next;
    },
    clear: () => {
      if (shown !== '') terminal.write(`${redrawn(shown, '')}${showCursor}`);
      shown = '';
    },
  };
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** The output that replaces a frame: up to where the old one began, erase everything below, and draw the new one. */
export function redrawn(before: string, after: string): string {
  const back = before === '' ? '' : `\u001b[${before.split('\n').length}F\u001b[0J`;
  return `${back}${after === '' ? '' : `${after}\n`}`;
}

const cropped = (frame: string, columns: number): string =>
  frame
    .split('\n')
    .map((line) => fitting(line, columns))
    .join('\n');

/** A line that has to be truncated loses its colours. */
function fitting(line: string, columns: number): string {
  const text = stripVTControlCharacters(line);
  return text.length <= columns ? line : text.slice(0, columns);
}
