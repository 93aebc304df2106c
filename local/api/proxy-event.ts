import { ACCOUNT_ID, REGION } from '../identity.ts';
import { traceId } from '../lambda/trace-id.ts';
import { type HttpRequest, headerOf } from './http-types.ts';
import type { Route } from './routes.ts';

/** A request with the API and stage that it addresses. */
export interface StageRequest {
  request: HttpRequest;
  apiId: string;
  stage: string;
  stageVariables: Record<string, string> | null;
  /** The request's path without the stage: `/things/1`. */
  path: string;
  port: number;
  binaryMediaTypes: readonly string[];
}

/** The event of a Lambda proxy integration (payload format 1.0). */
export function proxyEvent(at: StageRequest, route: Route) {
  const { request } = at;
  const headers = group([...request.headers, ...forwardedHeaders(at)], (name) => name.toLowerCase());
  const query = group([...request.query]);
  const isBase64Encoded = isBinary(at.binaryMediaTypes, headerOf(request, 'content-type'));
  return {
    resource: route.resourcePath,
    path: at.path,
    httpMethod: request.method,
    headers: lastOfEach(headers),
    multiValueHeaders: headers,
    queryStringParameters: nullIfEmpty(lastOfEach(query)),
    multiValueQueryStringParameters: nullIfEmpty(query),
    pathParameters: nullIfEmpty(route.pathParameters),
    stageVariables: at.stageVariables,
    requestContext: requestContext(at, route),
    body: request.body.length > 0 ? request.body.toString(isBase64Encoded ? 'base64' : 'utf8') : null,
    isBase64Encoded,
  };
}

/** Whether the API treats this media type as binary. */
export function isBinary(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  const mediaType = header?.split(/[;,]/)[0]?.trim().toLowerCase();
  return binaryMediaTypes.includes('*/*') || (mediaType !== undefined && binaryMediaTypes.includes(mediaType));
}

function requestContext({ request, apiId, stage }: StageRequest, route: Route) {
  return {
    accountId: ACCOUNT_ID,
    apiId,
    authorizer: null,
    domainName: `${apiId}.execute-api.${REGION}.amazonaws.com`,
    domainPrefix: apiId,
    extendedRequestId: request.id,
    httpMethod: request.method,
    identity: identity(request),
    path: request.path,
    protocol: 'HTTP/1.1',
    requestId: request.id,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    resourceId: route.resourceId,
    resourcePath: route.resourcePath,
    stage,
  };
}

function identity(request: HttpRequest) {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: request.sourceIp,
    user: null,
    userAgent: headerOf(request, 'user-agent') ?? null,
    userArn: null,
  };
}

function forwardedHeaders({ request, port }: StageRequest): [string, string][] {
  const forwardedFor = headerOf(request, 'x-forwarded-for');
  return [
    ['X-Forwarded-For', forwardedFor ? `${forwardedFor}, ${request.sourceIp}` : request.sourceIp],
    ['X-Forwarded-Port', String(port)],
    ['X-Forwarded-Proto', 'http'],
    ...(headerOf(request, 'x-amzn-trace-id') ? [] : [['X-Amzn-Trace-Id', traceId()] as [string, string]]),
  ];
}

/** Names with the same key are merged, under the last spelling. */
function group(
  pairs: readonly (readonly [string, string])[],
  keyOf: (name: string) => string = (name) => name,
): Record<string, string[]> {
  const groups = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of pairs) {
    const key = keyOf(name);
    const values = groups.get(key)?.values ?? [];
    values.push(value);
    groups.set(key, { name, values });
  }
  return Object.fromEntries([...groups.values()].map(({ name, values }) => [name, values]));
}

function lastOfEach(groups: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, values.at(-1) ?? '']));
}

function nullIfEmpty<T extends object>(record: T): T | null {
  return Object.keys(record).length > 0 ? record : null;
}

/** 22/Nov/2026:14:05:09 +0000 */
function commonLogTime(epochMs: number): string {
  const [, day, month, year, time] = new Date(epochMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
