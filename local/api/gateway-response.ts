import type { GatewayError } from '../errors.ts';
import { type HttpReply, type HttpRequest, headerOf } from './http-types.ts';

/** A GatewayResponse resource of the template. */
export interface GatewayResponse {
  statusCode?: number | undefined;
  /** By content type. */
  templates: Record<string, string>;
  /** `gatewayresponse.header.NAME` -> `'static'`, `context.x` or `method.request.header.x`. */
  parameters: Record<string, string>;
}

export interface GatewayContext {
  request: HttpRequest;
  apiId: string;
  stage: string;
  resourcePath: string | undefined;
}

const BUILT_IN: GatewayResponse = {
  templates: { 'application/json': '{"message":$context.error.messageString}' },
  parameters: {},
};

/** The gateway's own response, in the form that the template gives to responses of this type or class. */
export function gatewayReply(
  error: GatewayError,
  context: GatewayContext,
  responses: ReadonlyMap<string, GatewayResponse>,
): HttpReply {
  const fallback = error.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const response = responses.get(error.responseType) ?? responses.get(fallback) ?? BUILT_IN;
  const variables = contextVariables(error, context);
  const [contentType, template] = chooseTemplate(response.templates, headerOf(context.request, 'accept'));
  const headers = new Map([['content-type', ['Content-Type', contentType] as [string, string]]]);
  for (const [target, source] of Object.entries(response.parameters)) {
    const name = target.replace(/^gatewayresponse\.header\./, '');
    headers.set(name.toLowerCase(), [name, parameterValue(source, variables, context.request)]);
  }
  return {
    statusCode: response.statusCode ?? error.statusCode,
    headers: [...headers.values()],
    body: render(template, variables),
  };
}

function chooseTemplate(templates: Record<string, string>, accept: string | undefined): [string, string] {
  const all = Object.keys(templates).length > 0 ? templates : BUILT_IN.templates;
  const accepted = accept?.split(',').map((type) => type.split(';')[0]?.trim() ?? '') ?? [];
  const contentType = [...accepted, 'application/json', ...Object.keys(all)].find((type) => all[type] !== undefined);
  return [contentType ?? 'application/json', all[contentType ?? ''] ?? ''];
}

function contextVariables(error: GatewayError, { request, apiId, stage, resourcePath }: GatewayContext) {
  return {
    apiId,
    'error.message': error.message,
    'error.messageString': JSON.stringify(error.message),
    'error.responseType': error.responseType,
    'error.validationErrorString': error.message,
    extendedRequestId: request.id,
    httpMethod: request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': headerOf(request, 'user-agent') ?? '',
    path: request.path,
    requestId: request.id,
    requestTimeEpoch: String(request.receivedAt),
    resourcePath: resourcePath ?? '',
    stage,
  };
}

/** Gateway responses support plain substitution only, no template language; an unknown variable is empty. */
function render(template: string, variables: Record<string, string>): string {
  const variable = /\$(?:\{context\.([\w.]*\w)\}|context\.([\w.]*\w))/g;
  return template.replace(variable, (_, braced?: string, bare?: string) => variables[braced ?? bare ?? ''] ?? '');
}

function parameterValue(source: string, variables: Record<string, string>, request: HttpRequest): string {
  const quoted = /^'(.*)'$/s.exec(source)?.[1];
  if (quoted !== undefined) return quoted;
  const [, kind, name = ''] = /^(context|method\.request\.header)\.(.+)$/.exec(source) ?? [];
  if (kind === 'context') return variables[name] ?? '';
  return (kind && headerOf(request, name)) ?? '';
}
