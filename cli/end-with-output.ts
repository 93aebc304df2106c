import { exitCodes } from './exit-codes.ts';

/** The parts of a process that print, and end it. */
type Host = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exit' | 'exitCode'>;

/** Ends the process when its output can't be written; silently when nobody reads it any more, as in `rides | head -1`. */
export function endWithOutput(host: Host): void {
  host.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') {
      host.stderr.write(`The output can't be written: ${message}.\n`);
      host.exitCode = exitCodes.failed;
    }
    host.exit();
  });
  host.stderr.on('error', () => {}); // There is nowhere to say so.
}
