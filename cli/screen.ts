import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** A part of a terminal that is drawn over and over. */
export interface Screen {
  /** Shows these lines instead of those that were shown before. */
  show(frame: string): void;
  /** Takes them away, and gives the cursor back. */
  clear(): void;
}

type Terminal = Pick<WriteStream, 'write' | 'columns'>;

/** Draws on a terminal from where the cursor stands. */
export function screenOn(terminal: Terminal): Screen {
  let shown = '';
  return {
    show: (frame) => {
      // A line that the terminal breaks into two would not be found again.
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

/** What makes one frame of the other: up to where the first one began, everything below away, and the second one. */
export function redrawn(before: string, after: string): string {
  const back = before === '' ? '' : `\u001b[${before.split('\n').length}F\u001b[0J`;
  return `${back}${after === '' ? '' : `${after}\n`}`;
}

const cropped = (frame: string, columns: number): string =>
  frame
    .split('\n')
    .map((line) => fitting(line, columns))
    .join('\n');

/** A line that has to be cut loses its colours. */
function fitting(line: string, columns: number): string {
  const text = stripVTControlCharacters(line);
  return text.length <= columns ? line : text.slice(0, columns);
}
