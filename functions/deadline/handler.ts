import { sqs } from '../../adapters/clients.ts';
import { environment } from '../../adapters/environment.ts';
import { queueHandler } from '../../adapters/lambda/queue-handler.ts';
import { withoutRedrive } from '../../adapters/lambda/without-redrive.ts';
import { variables } from '../../core/names.ts';
import { gatherByRide } from '../aggregator/gather-by-ride.ts';
import { gatherPorts } from '../aggregator/ports.ts';

const [deadLetters] = environment(variables.deadLetterQueue);

/** Retried at once: an ended ride should be seen to have ended, and few failures last longer than a second. */
const againAfterSeconds = () => 1;

/**
 * Ends rides at their deadline: the aggregator's work, on a separate queue, so that neither waiting results nor failing
 * messages there delay the end of a ride.
 */
export const handler = queueHandler(withoutRedrive(sqs(), deadLetters, gatherByRide(gatherPorts())), againAfterSeconds);
