import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/** Milliseconds that may still pass before a request has to be answered. Never negative. */
export type TimeLeft = () => number;

/** After so long API Gateway gives up on a request, however much of the function's own time is left (its quotas page). */
const gatewayMs = 29_000;

/** Kept back for the answer itself: to be put together and brought home. */
const answeringMs = 500;

/** What is left of an invocation: of the function's own time, and of the gateway's, which has run since the request came. */
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
