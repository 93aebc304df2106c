import type { Service } from './prices.ts';
import { gbSeconds, type Usage } from './usage.ts';

/** Of every function of the stack. */
export const memoryMb = 256;

/** Requests of one kind, as `npm run cost` counts them. */
export interface BilledCount {
  readonly service: Service;
  /** The function that makes them, or that they are made for. */
  readonly by: string;
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** The billed usage of one of `rides` rides. `msOf` returns the duration of a function's invocation. */
export function usageOf(counts: readonly BilledCount[], rides: number, msOf: (functionName: string) => number): Usage {
  const perRide = (valueIn: (count: BilledCount) => number) =>
    counts.reduce((sum, count) => sum + valueIn(count), 0) / rides;
  const requestsTo = (service: Service) => perRide((count) => (count.service === service ? count.requests : 0));
  return {
    gatewayRequests: requestsTo('API Gateway'),
    lambdaRequests: requestsTo('Lambda'),
    lambdaGbSeconds: perRide(({ service, by, requests }) =>
      service === 'Lambda' ? gbSeconds(memoryMb, requests * msOf(by)) : 0,
    ),
    sqsRequests: requestsTo('SQS'),
    snsPublishes: requestsTo('SNS'),
    writeUnits: perRide(({ writeUnits }) => writeUnits),
    readUnits: perRide(({ readUnits }) => readUnits),
  };
}
