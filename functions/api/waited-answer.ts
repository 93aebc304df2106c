import type { APIGatewayProxyResult } from 'aws-lambda';
import { json } from '../../adapters/http/api-handler.ts';
import { type Waiting, waitingWithin } from '../../adapters/http/prefer.ts';
import type { TimeLeft } from '../../adapters/http/time-left.ts';
import { logRide } from '../../adapters/lambda/ride-log.ts';
import { awaitOutcome } from '../../core/await-outcome.ts';
import type { Ride } from '../../core/ride.ts';
import { rideView } from '../../core/ride-view.ts';
import type { ApiPorts } from './ports.ts';

interface AnswerTerms {
  /** The status when the wait is over and the outcome still unknown. */
  readonly unknown: 200 | 202;
  /** The location of the ride, for a caller who has just requested it. */
  readonly location?: string;
}

/** Reserved from the remaining time for the last read of the wait. */
const lastLookMs = 500;

/**
 * Waits for a ride's outcome, as long as there is time and waiting does not take invocations that answering needs, and
 * answers with the ride, whatever fails meanwhile. `Server-Timing` has the number of reads of the wait.
 */
export async function waitedAnswer(
  ports: ApiPorts,
  found: Ride,
  waiting: Waiting,
  left: TimeLeft,
  { unknown, location }: AnswerTerms,
): Promise<APIGatewayProxyResult> {
  const wouldWait = found.status === 'requested' && waiting.seconds > 0;
  const mayWait = !wouldWait || (await ports.admission.mayWait());
  const { seconds, applied } = waitingWithin(waiting, mayWait ? left() - lastLookMs : 0);
  const startedAt = ports.clock().getTime();
  const { ride, reads } = await awaitOutcome(ports, found, seconds * 1000);
  const { flow, status } = ride;
  logRide(ride, 'ride answered', { flow, status, waitedMs: ports.clock().getTime() - startedAt, reads });
  const isUnknown = status === 'requested';
  if (wouldWait && !isUnknown) ports.admission.ended();
  return json(isUnknown ? unknown : 200, rideView(ride), {
    'Preference-Applied': applied,
    'Retry-After': isUnknown ? '1' : undefined,
    Location: location,
    'Server-Timing': `wait;desc="${reads} reads"`,
  });
}
