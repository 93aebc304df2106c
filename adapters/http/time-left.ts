import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/** Milliseconds that remain until a request has to be answered. Never negative. */
export type TimeLeft = () => number;

/** After this time API Gateway gives up on a request, even if the function has time left (its quotas page). */
const gatewayMs = 29_000;

/** Reserved for building and returning the answer. */
const answeringMs = 500;

/**
 * The remaining time of an invocation: limited by the function's own time-out, and by the gateway's, which counts from the
 * request.
 */
export function timeLeft(
  { requestContext }: Pick<APIGatewayProxyEvent, 'requestContext'>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  now: () => number = Date.now,
): TimeLeft {
  return () => {
    const ofGateway = requestContext.requestTimeEpoch + gatewayMs - now();
    return Math.max(0, Math.min(context.getRemainingTimeInMillis(), ofGateway) - answeringMs);
  };
}
