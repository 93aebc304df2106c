import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudReply } from '../../local/api/cloud-route.ts';
import { functionOf, queue, restApi } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const ECHO = `exports.handler = async ({ path }) => ({ statusCode: 200, body: path });`;

describe('what an API tells of its cloud', () => {
  let cloud: TestCloud;
  const call = (path: string, init?: RequestInit) => fetch(new URL(path, cloud.apiUrl), init);

  beforeAll(async () => {
    const resources = { Q: queue(), Fn: functionOf('Fn'), ...restApi({ 'ANY /{proxy+}': 'Fn' }) };
    cloud = await testCloud({ resources, code: { Fn: ECHO } });
  });
  afterAll(() => cloud.stop());

  it('is where the services are and what the resources are called', async () => {
    const response = await call('/_cloud');
    expect(response.headers.get('content-type')).toBe('application/json');
    const { environment, outputs, physicalIds } = cloud;
    expect(await response.json()).toEqual({ environment, outputs, physicalIds });
    expect(physicalIds.Q).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('takes no path from the API', async () => {
    expect(await (await call('_cloud')).text()).toBe('/_cloud');
    expect((await call('/_cloud', { method: 'POST' })).status).toBe(403);
    expect((await call('/_cloud/more')).status).toBe(403);
  });

  it('has to wait until everything is there', () => {
    expect(cloudReply(undefined)).toMatchObject({ statusCode: 503 });
  });
});
