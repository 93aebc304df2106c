import { queueHandler } from '../../adapters/lambda/queue-handler.ts';
import { gatherByRide } from './gather-by-ride.ts';
import { gatherPorts } from './ports.ts';

export const handler = queueHandler(gatherByRide(gatherPorts()));
