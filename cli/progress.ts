import type { WriteStream } from 'node:tty';

/** A progress line, which is overwritten. */
export interface Progress {
  show(text: string): void;
  /** Erases the line. */
  clear(): void;
}

/** Shows nothing without a terminal. */
export function progressOn(stream: Pick<WriteStream, 'isTTY' | 'write'>): Progress {
  const write = (text: string) => void (stream.isTTY && stream.write(`\r\u001b[K${text}`));
  return { show: write, clear: () => write('') };
}
