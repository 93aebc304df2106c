import inspector from 'node:inspector';
import { type PauseWatch, suspendWhilePaused } from '../../local/index.ts';
import { CommandError } from '../errors.ts';

/** Node's own default. */
export const inspectorPort = 9229;

/** The longest that SQS can delay the message that ends a ride: a ride can be debugged for a quarter of an hour. */
export const inspectedDeadlineSeconds = '900';

/** A debugger can connect to this process, and to the functions in it. */
export type Inspection = PauseWatch;

/**
 * Lets debuggers connect on loopback, unless this process was started by one. Node prints the address. Throws `CommandError`
 * if the port is taken.
 */
export function openInspector(port: number): Inspection {
  const isOpen = inspector.url() !== undefined;
  if (!isOpen) inspector.open(port, '127.0.0.1');
  if (inspector.url() === undefined)
    throw new CommandError(`Port ${port} is taken. Choose another one with --inspect PORT, or 0 for any.`);
  const pauses = suspendWhilePaused();
  return {
    resumeAll: () => pauses.resumeAll(),
    end: () => {
      pauses.end();
      if (!isOpen) inspector.close();
    },
  };
}
