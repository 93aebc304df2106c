import { spawnSync } from 'node:child_process';
import type { ReadStream } from 'node:tty';

/** What a key does. */
export interface Key {
  readonly key: string;
  /** The words after the key: `q quits`. */
  readonly does: string;
  /** Pressed again while this is under way, the key does nothing. */
  readonly press: () => Promise<void> | void;
}

/** The parts of a terminal that are needed to read its keys. */
export type KeyInput = Pick<ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;

interface Hearing {
  readonly input: KeyInput;
  readonly output: { readonly isTTY?: boolean };
  /** Called on Ctrl-C: a terminal in raw mode sends no signal. */
  readonly interrupt: () => void;
  /** A background process that changes its terminal is stopped. */
  readonly isInForeground?: () => boolean;
}

const ctrlC = '\u0003';

/**
 * Reads keys at an interactive terminal, and returns a hint that lists them; elsewhere it reads nothing and returns undefined.
 * `end` restores the terminal.
 */
export function hearKeys(
  keys: readonly Key[],
  { input, output, interrupt, isInForeground = askPs }: Hearing,
): { readonly hint: string; readonly end: () => void } | undefined {
  if (!input.isTTY || !output.isTTY || !isInForeground()) return undefined;
  const underWay = new Set<Key>();
  const press = (pressed: string) => {
    const key = keys.find((each) => each.key === pressed.toLowerCase());
    if (key === undefined || underWay.has(key)) return;
    const pressing = key.press();
    if (pressing === undefined) return;
    underWay.add(key);
    pressing.catch(complain).finally(() => underWay.delete(key));
  };
  const hear = (data: Buffer | string) => {
    const text = data.toString();
    if (text.startsWith('\u001b')) return; // An escape sequence, such as an arrow key's, contains letters.
    for (const pressed of text) {
      if (pressed === ctrlC) interrupt();
      else press(pressed);
    }
  };
  input.setRawMode(true);
  input.on('data', hear);
  input.resume();
  return {
    hint: `Keys: ${keys.map(({ key, does }) => `${key} ${does}`).join(', ')}.`,
    end: () => {
      input.off('data', hear);
      input.setRawMode(false);
      // A stream that is being read keeps the process alive.
      input.pause();
    },
  };
}

const complain = (error: unknown): void => console.error(error instanceof Error ? error.message : error);

/** `+` stands for the foreground. Without `ps` it is unknown. */
function askPs(): boolean {
  const { stdout, error } = spawnSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' });
  return !error && stdout.includes('+');
}
