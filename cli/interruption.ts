import { exitCodes } from './exit-codes.ts';
import { watchNpm } from './npm-parent.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What of a process is needed to hear that it is to end. */
export type Host = Pick<NodeJS.Process, 'on' | 'off' | 'exit'>;

interface InterruptionOptions {
  readonly host?: Host;
  /** Calls back when nobody is there any more who could tell this process to end. */
  readonly watchParent?: (onGone: () => void) => () => void;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** Tells that a process is to end. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** As a Ctrl-C that did not come as a signal. */
  readonly interrupt: () => void;
  readonly forget: () => void;
}

/** A shell and npm may both hand the same Ctrl-C on. */
const sameMs = 500;

/**
 * Ctrl-C, a request to end, a terminal that is closed or an npm that has ended, as a signal. Whoever asks once more ends the
 * process at once. `forget` has all of them end the process again.
 */
export function interruption({
  host = process,
  watchParent = watchNpm,
  now = () => performance.now(),
}: InterruptionOptions = {}): Interruption {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const hear = () => {
    if (firstAt !== undefined && now() - firstAt >= sameMs) host.exit(exitCodes.interrupted);
    firstAt ??= now();
    controller.abort();
  };
  for (const signal of signals) host.on(signal, hear);
  const unwatch = watchParent(() => controller.abort());
  return {
    signal: controller.signal,
    interrupt: hear,
    forget: () => {
      unwatch();
      for (const signal of signals) host.off(signal, hear);
    },
  };
}
