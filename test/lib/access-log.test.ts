import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

/** What the gateway may write of a request: of its path the pattern alone, of who calls the address alone. */
const allowed = new Set([
  'requestId',
  'requestTime',
  'identity.sourceIp',
  'httpMethod',
  'resourcePath',
  'status',
  'error.responseType',
  'responseLatency',
  'integrationLatency',
  'responseLength',
  'xrayTraceId',
]);

describe("the API's access log", () => {
  const [, { Properties: stage }] = synthesize().all('AWS::ApiGateway::Stage')[0] ?? expect.fail('no stage');

  it('has nothing of what a request says: no path, query, header, body or claim', () => {
    const variables = [...stage.AccessLogSetting.Format.matchAll(/\$([\w.]+)/g)].map(([, name]) => name);
    expect(variables.length).toBeGreaterThan(5);
    expect(variables.filter((name) => !allowed.has(String(name).replace('context.', '')))).toEqual([]);
  });

  it('is the only one: the gateway writes neither requests nor answers', () => {
    for (const setting of stage.MethodSettings) expect(setting).toMatchObject({ DataTraceEnabled: false });
  });
});
