import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { idsInScope } from './ride-scope.ts';

/**
 * The fields of every line. Powertools' own format repeats the function's name, ARN and memory size, which the log group
 * implies, on each line: a third of what CloudWatch would charge for.
 */
export class LineFormat extends LogFormatter {
  formatAttributes(base: UnformattedAttributes, more: LogAttributes): LogItem {
    const { logLevel, message, timestamp, serviceName, lambdaContext, xRayTraceId } = base;
    const attributes = {
      level: logLevel,
      message,
      timestamp: timestamp.toISOString(),
      service: serviceName,
      cold_start: lambdaContext?.coldStart,
      function_request_id: lambdaContext?.awsRequestId,
      xray_trace_id: xRayTraceId,
      ...idsInScope(),
      ...more,
    };
    return new LogItem({ attributes });
  }
}
