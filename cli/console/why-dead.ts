import { errorInLine } from '../trace/error-place.ts';
import { linesOfRide } from '../trace/lines-of-ride.ts';
import { readLine } from '../trace/log-line.ts';
import type { LogSource } from '../trace/log-source.ts';
import { traceOf } from '../trace/trace-of.ts';

/** A dead letter, with the fields by which its log lines are found. */
export interface DeadMessage {
  readonly messageId: string;
  readonly lane: string;
  readonly rideId: string | null;
}

/**
 * Why a message failed, by its function's logs: the error of the attempt that gave up, or of the last one, with its place in
 * the sources; if the function hung or crashed without logging it, how that branch's last invocation for the ride ended.
 * Undefined if the logs lack it.
 */
export async function whyDead(logs: LogSource, { messageId, lane, rideId }: DeadMessage): Promise<string | undefined> {
  const { lines } = await logs.linesWith([messageId]);
  const failures = lines.flatMap((raw) => {
    const line = readLine(raw);
    return line?.message === 'record failed' && line.fields.messageId === messageId ? [line] : [];
  });
  const inOrder = failures.toSorted((one, other) => one.at - other.at);
  // The attempt that gives up names the cause; later deliveries only say that the message was given up.
  const telling = inOrder.find(({ fields }) => nameOf(fields.error) === 'GivenUpError') ?? inOrder.at(-1);
  return lineOf(telling?.fields.error ?? {}) || (rideId === null ? undefined : lastFailure(logs, lane, rideId));
}

/** Who gives up has a cause: that one's place is where to look. */
function lineOf(error: { readonly stack?: unknown; readonly cause?: { readonly stack?: unknown } }): string {
  return errorInLine({ ...error, stack: error.cause?.stack ?? error.stack });
}

const nameOf = (error: unknown): unknown => (error as { readonly name?: unknown } | undefined)?.name;

async function lastFailure(logs: LogSource, lane: string, rideId: string): Promise<string | undefined> {
  const { hops } = traceOf(rideId, await linesOfRide(logs, rideId));
  return hops.filter((hop) => hop.lane === lane && hop.kind === 'failure').at(-1)?.note;
}
