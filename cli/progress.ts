import type { WriteStream } from 'node:tty';

/** A line that is written over and over, to show how far something has come. */
export interface Progress {
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Shows nothing where there is no terminal to write over. */
export function progressOn(stream: Pick<WriteStream, 'isTTY' | 'write'>): Progress {
  const write = (text: string) => void (stream.isTTY && stream.write(`\r\u001b[K${text}`));
  return { show: write, clear: () => write('') };
}
