import { sqs } from '../../adapters/clients.ts';
import { environment } from '../../adapters/environment.ts';
import { queueHandler } from '../../adapters/lambda/queue-handler.ts';
import { withoutRedrive } from '../../adapters/lambda/without-redrive.ts';
import { variables } from '../../core/names.ts';
import { gatherByRide } from '../aggregator/gather-by-ride.ts';
import { gatherPorts } from '../aggregator/ports.ts';

const [deadLetters] = environment(variables.deadLetterQueue);

/** Again at once: a ride that is over should be seen to be over, and there are few failures that a second does not outlast. */
const againAfterSeconds = () => 1;

/**
 * Ends rides at their deadline: what the aggregator does, on a queue of its own, so that neither results that wait nor
 * messages that fail there put off the end of a ride.
 */
export const handler = queueHandler(withoutRedrive(sqs(), deadLetters, gatherByRide(gatherPorts())), againAfterSeconds);
