import type { ExitCode } from '../exit-codes.ts';

/** After a request to end, work that is still under way after this time is ended with the process. */
const longestEndMs = 2_500;

/**
 * A request to end does not wait for work that hangs: it ends with the process, which exits with the code that holds by then. The
 * wait itself keeps no process alive.
 */
export function endInTime(
  signal: AbortSignal,
  progress: { readonly exitCode: ExitCode },
  host: Pick<NodeJS.Process, 'exit'> = process,
): void {
  const end = () => setTimeout(() => host.exit(progress.exitCode), longestEndMs).unref();
  signal.addEventListener('abort', end, { once: true });
}
