import { exitCodes } from './exit-codes.ts';
import { watchNpm } from './npm-parent.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The parts of a process that are needed to receive requests to end. */
export type Host = Pick<NodeJS.Process, 'on' | 'off' | 'exit'>;

interface InterruptionOptions {
  readonly host?: Host;
  /** Calls back when the parent that could signal this process is gone. */
  readonly watchParent?: (onGone: () => void) => () => void;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** A request to end this process. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Acts like Ctrl-C, for one that did not come as a signal. */
  readonly interrupt: () => void;
  readonly forget: () => void;
}

/** A shell and npm may both forward the same Ctrl-C. */
const sameMs = 500;

/**
 * Ctrl-C, SIGTERM, a closed terminal or the end of npm, as an abort signal. A second request exits the process immediately.
 * `forget` restores the default handling.
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
