import { spawnSync } from 'node:child_process';
import type { ReadStream } from 'node:tty';

/** What a key does. */
export interface Key {
  readonly key: string;
  /** As it goes on after the key: `q quits`. */
  readonly does: string;
  /** Pressed again while this is under way, the key does nothing. */
  readonly press: () => Promise<void> | void;
}

/** As much of a terminal as is needed to hear its keys. */
export type KeyInput = Pick<ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;

interface Hearing {
  readonly input: KeyInput;
  readonly output: { readonly isTTY?: boolean };
  /** Ctrl-C: a terminal whose keys are heard one by one sends no signal. */
  readonly interrupt: () => void;
  /** A process in the background that changes its terminal is stopped. */
  readonly isInForeground?: () => boolean;
}

const ctrlC = '\u0003';

/**
 * Hears keys where somebody sits at a terminal, and says which there are; elsewhere it is undefined, and nothing is read. The
 * terminal is as before after `end`.
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
    if (text.startsWith('\u001b')) return; // An arrow, say, which has letters in it.
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
      // What is read keeps a process alive.
      input.pause();
    },
  };
}

const complain = (error: unknown): void => console.error(error instanceof Error ? error.message : error);

/** `+` stands for the foreground. Where there is no `ps`, nobody knows. */
function askPs(): boolean {
  const { stdout, error } = spawnSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' });
  return !error && stdout.includes('+');
}
