import { setTimeout as wait } from 'node:timers/promises';
import { FunctionError, GatewayError, ThrottledError } from '../errors.ts';
import { type GatewayResponse, gatewayReply } from './gateway-response.ts';
import { type HttpReply, type HttpRequest, headerOf } from './http-types.ts';
import type { Integration } from './integration.ts';
import { isBinary, proxyEvent, type StageRequest } from './proxy-event.ts';
import { proxyReply } from './proxy-response.ts';
import type { RefusalPace } from './refusal-pace.ts';
import type { Route, Routes } from './routes.ts';
import type { ApiStage } from './stage.ts';

/** The parts of an API that an answer depends on. */
export interface ApiDefinition {
  id: string;
  port: number;
  binaryMediaTypes: readonly string[];
  routes: Routes;
  gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  stages: ReadonlyMap<string, ApiStage>;
  refusalPace: Pick<RefusalPace, 'next'>;
}

/** Answers a request as the API would; a failure becomes a gateway response. Never rejects. */
export async function answerRequest(
  request: HttpRequest,
  api: ApiDefinition,
  onEvent: (line: string) => void,
): Promise<HttpReply> {
  const at = atStage(request, api);
  const stage = api.stages.get(at.stage);
  const route = stage && api.routes.find(request.method, at.path);
  try {
    if (request.isTooLarge) throw new GatewayError('REQUEST_TOO_LARGE', 413, 'Request Too Long');
    if (!route) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN', 403, 'Missing Authentication Token');
    if (stage?.throttle?.take() === false) throw new GatewayError('THROTTLED', 429, 'Too Many Requests');
    return await integrate(at, route, api.refusalPace);
  } catch (error) {
    const failure = gatewayError(error);
    if (failure.statusCode >= 500) onEvent(`${request.method} ${request.path} (${request.id}): ${error}`);
    return gatewayReply(failure, { ...at, resourcePath: route?.resourcePath }, api.gatewayResponses);
  }
}

function atStage(request: HttpRequest, api: ApiDefinition): StageRequest {
  const [, stage = '', path = ''] = /^\/([^/]*)(.*)$/.exec(request.path) ?? [];
  return {
    request,
    apiId: api.id,
    port: api.port,
    binaryMediaTypes: api.binaryMediaTypes,
    stage,
    stageVariables: api.stages.get(stage)?.variables ?? null,
    path: path || '/',
  };
}

async function integrate(at: StageRequest, route: Route, pace: ApiDefinition['refusalPace']): Promise<HttpReply> {
  const { integration } = route;
  if (integration.kind === 'mock') return integration.reply;
  requireParameters(at, route, integration.requiredParameters);
  const payload = await withTimeout(integration.invoke(proxyEvent(at, route)), integration);
  const reply = proxyReply(payload, isBinary(at.binaryMediaTypes, headerOf(at.request, 'accept')));
  if (reply.statusCode === 429) await wait(pace.next());
  return reply;
}

function requireParameters({ request }: StageRequest, route: Route, required: readonly string[]): void {
  const isMissing = (parameter: string) => {
    const [kind, name = ''] = parameter.split(/\.(.*)/s);
    if (kind === 'querystring') return !request.query.has(name);
    if (kind === 'header') return headerOf(request, name) === undefined;
    return !(name in route.pathParameters);
  };
  const missing = required.filter(isMissing).map((parameter) => parameter.split(/\.(.*)/s)[1]);
  if (missing.length === 0) return;
  const message = `Missing required request parameters: [${missing.join(', ')}]`;
  throw new GatewayError('BAD_REQUEST_PARAMETERS', 400, message);
}

/** As on AWS, the function keeps running after the time-out; only the client stops waiting. */
async function withTimeout<T>(work: Promise<T>, { timeoutMs }: Integration & { kind: 'function' }): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const fail = () => reject(new GatewayError('INTEGRATION_TIMEOUT', 504, 'Endpoint request timed out'));
  const timer = setTimeout(fail, timeoutMs);
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}

function gatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof ThrottledError) return new GatewayError('THROTTLED', 429, 'Too Many Requests');
  // For the gateway, a failed function is one that returned no proxy response.
  const statusCode = error instanceof FunctionError ? 502 : 500;
  return new GatewayError('DEFAULT_5XX', statusCode, 'Internal server error');
}
