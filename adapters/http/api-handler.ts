import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { answerHeaders } from '../../core/answer-headers.ts';
import { variables } from '../../core/names.ts';
import { metricLines } from '../lambda/metric-lines.ts';
import { logger } from '../lambda/telemetry.ts';
import { parseNoQuery } from './parse.ts';
import { ProblemError, problemOf, problemResponse } from './problem.ts';
import { type TimeLeft, timeLeft } from './time-left.ts';

/** Answers one kind of request, within the remaining time. Every error that it throws becomes a problem. */
export type Route = (event: APIGatewayProxyEvent, left: TimeLeft) => Promise<APIGatewayProxyResult>;

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** A route that accepts a query and parses it itself. On every other route a query is refused. */
export interface RouteWithQuery {
  readonly withQuery: Route;
}

type Routes = Readonly<Record<string, Route | RouteWithQuery>>;

/** A handler of API Gateway's proxy events. Routes go by method and resource, as in `GET /rides/{rideId}`. */
export function apiHandler(routes: Routes): ApiHandler {
  const headers = answerHeaders(process.env[variables.allowedOrigin]);
  const withHeaders = (answer: APIGatewayProxyResult) => ({ ...answer, headers: { ...headers, ...answer.headers } });
  // No time-out of middy's own: it would turn an answer that is still in time into an error, after the ride was accepted.
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(metricLines())
    .use(httpHeaderNormalizer())
    .onError((request) => {
      request.response = withHeaders(answerError(request.event, request.error));
    })
    .handler(async (event, context) => {
      const route = routeOf(routes, event);
      const left = timeLeft(event, context);
      if ('withQuery' in route) return withHeaders(await route.withQuery(event, left));
      parseNoQuery(event);
      return withHeaders(await route(event, left));
    }) as unknown as ApiHandler;
}

function routeOf(routes: Routes, { httpMethod, resource }: APIGatewayProxyEvent): Route | RouteWithQuery {
  const route = routes[`${httpMethod} ${resource}`];
  if (route === undefined) throw new ProblemError(404, 'not_found', `There is no ${httpMethod} ${resource}.`);
  return route;
}

function answerError(
  { httpMethod, resource, requestContext }: APIGatewayProxyEvent,
  error: unknown,
): APIGatewayProxyResult {
  const problem = problemOf(error, requestContext?.path);
  const route = `${httpMethod} ${resource}`;
  if (problem.status >= 500) logger.error('request failed', { route, code: problem.code, error: error as Error });
  else logger.info('request refused', { route, code: problem.code, status: problem.status });
  return problemResponse(problem);
}

/** A JSON answer. Headers whose value is undefined are left out. */
export function json(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string | undefined>> = {},
): APIGatewayProxyResult {
  const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...Object.fromEntries(given) },
    body: JSON.stringify(body),
  };
}
