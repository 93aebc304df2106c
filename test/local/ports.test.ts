import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonReply } from '../../local/index.ts';
import { connectTo } from '../support/event-client.ts';
import { answerOf, foreignRequests, ownRequests, refusal } from '../support/foreign-requests.ts';
import { listeningPorts } from '../support/listening-ports.ts';
import { eventApiParts } from './support/event-api-parts.ts';
import { functionOf, method, ref, restApi, topic } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const ECHO = 'exports.handler = async ({ path }) => ({ statusCode: 200, body: path });';
const allowed = 'https://app.example';

/** Both kinds of API have the same logical id in the parts of tests. */
const { Api: events, ...others } = eventApiParts.resources;
const eventParts = JSON.parse(JSON.stringify({ Events: events, ...others }).replaceAll('"Api"', '"Events"'));
const outputs = JSON.parse(JSON.stringify(eventApiParts.outputs).replaceAll('"Api"', '"Events"'));

describe('every port of a cloud', () => {
  let cloud: TestCloud;
  let ports: number[];
  let intercepted = 0;

  const intercept = () => {
    intercepted += 1;
    return 'pass' as const;
  };

  beforeAll(async () => {
    const before = listeningPorts();
    cloud = await testCloud(
      {
        resources: {
          ...eventParts,
          ...restApi({ 'ANY /{proxy+}': 'Fn' }),
          Preflight: method('OPTIONS', ref('Resourceproxy'), {
            Type: 'MOCK',
            IntegrationResponses: [
              {
                StatusCode: '204',
                ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': `'${allowed}'` },
              },
            ],
          }),
          Fn: functionOf('Fn'),
          Topic: topic(),
        },
        code: { ...eventApiParts.code, Fn: ECHO },
        outputs,
      },
      { routes: [{ prefix: '/_tools/', answer: () => jsonReply(200, {}) }], intercept },
    );
    ports = [...listeningPorts()].filter((port) => !before.has(port));
  });
  afterAll(() => cloud.stop());

  const portOf = (url = '') => Number(new URL(url).port);

  it('is known: those of the services, of each API, and of each function whose calls are intercepted', () => {
    const { environment, outputs } = cloud;
    const described = [
      cloud.apiUrl,
      outputs.HttpUrl,
      ...Object.values(environment).filter((value) => /^http:/.test(value)),
    ];
    const functions = Object.keys({ ...eventApiParts.code, Fn: ECHO });
    expect(ports).toEqual(expect.arrayContaining(described.map(portOf)));
    expect(ports).toHaveLength(new Set(described).size + functions.length);
  });

  it.each(foreignRequests)('refuses %s', async (_, request) => {
    intercepted = 0;
    for (const port of ports) {
      const { head, body } = await answerOf(port, request(port));
      expect(head, `port ${port}`).toMatch(/^HTTP\/1\.1 403 /);
      expect(head, `port ${port}`).not.toMatch(/access-control/i);
      expect(body, `port ${port}`).toBe(refusal);
    }
    expect(intercepted).toBe(0);
  });

  it.each(ownRequests)('answers %s', async (_, request) => {
    for (const port of ports) {
      const { head, body } = await answerOf(port, request(port));
      expect(head, `port ${port}`).toMatch(/^HTTP\/1\.1 /);
      expect(body, `port ${port}`).not.toBe(refusal);
    }
  });

  it('refuses a form that would publish, and nothing is published', async () => {
    const port = portOf(cloud.environment.AWS_ENDPOINT_URL);
    const body = new URLSearchParams({ Action: 'Publish', TopicArn: cloud.physicalIds.Topic ?? '', Message: '{}' });
    const form = { line: 'POST / HTTP/1.1', body: `${body}` };
    const headers = { Host: `127.0.0.1:${port}`, 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await answerOf(port, { ...form, headers: { ...headers, Origin: 'https://evil.example' } })).body).toBe(
      refusal,
    );
    expect((await answerOf(port, { ...form, headers })).body).toContain('<MessageId>');
  });

  it.each(['127.0.0.1', 'localhost'])(
    "lets the API's own page at %s call the API, and listen to events",
    async (name) => {
      const port = portOf(cloud.apiUrl);
      const origin = `http://${name}:${port}`;
      const headers = { Host: `127.0.0.1:${port}`, Origin: origin };
      expect((await answerOf(port, { line: 'GET /v1/a HTTP/1.1', headers })).body).toBe('/a');
      const client = await connectTo(cloud.outputs.RealtimeUrl ?? '', 'ann', { origin });
      expect(await client.subscribe('a', '/rooms/ann')).toMatchObject({ type: 'subscribe_success' });
      client.close();
    },
  );

  it("lets pages that the API's preflights let in call the API and listen to events, and nothing else", async () => {
    const call = (port: number, line: string) =>
      answerOf(port, { line, headers: { Host: `127.0.0.1:${port}`, Origin: allowed } });
    const api = portOf(cloud.apiUrl);
    expect((await call(api, 'GET /v1/a HTTP/1.1')).body).toBe('/a');
    expect((await call(api, 'OPTIONS /v1/a HTTP/1.1')).head).toContain(`Access-Control-Allow-Origin: ${allowed}`);
    const client = await connectTo(cloud.outputs.RealtimeUrl ?? '', 'bob', { origin: allowed });
    client.close();
    const open = [api, portOf(cloud.outputs.HttpUrl)];
    for (const port of ports.filter((port) => !open.includes(port))) {
      expect((await call(port, 'GET / HTTP/1.1')).body, `port ${port}`).toBe(refusal);
    }
  });
});
