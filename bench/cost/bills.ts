import type { Count } from './meter.ts';
import type { Service } from './prices.ts';
import { gbSeconds, type Usage } from './usage.ts';

/** Of every function of the stack. */
export const memoryMb = 256;

/** What one of `rides` rides uses of what is paid for. `msOf` says how long an invocation of a function takes. */
export function usageOf(counts: readonly Count[], rides: number, msOf: (functionName: string) => number): Usage {
  const perRide = (valueIn: (count: Count) => number) => counts.reduce((sum, count) => sum + valueIn(count), 0) / rides;
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
