import { beforeAll, describe, expect, it } from 'vitest';
import { answerOf, foreignRequests, refusal } from '../support/foreign-requests.ts';
import { listeningPorts } from '../support/listening-ports.ts';
import type { RunningStack } from '../support/running-stack.ts';
import { sharedStack } from '../support/shared-stack.ts';

describe('every port that the stack listens on', () => {
  let stack: RunningStack;
  let ports: Set<number>;

  beforeAll(async () => {
    stack = await sharedStack();
    ports = listeningPorts();
  });

  it('is one of this list', () => {
    const { environment, outputs, apiUrl } = stack.cloud;
    const urls = [apiUrl, outputs.PushHttpUrl ?? '', ...Object.values(environment)].filter((url) => /^http:/.test(url));
    expect([...ports]).toEqual(expect.arrayContaining(urls.map((url) => Number(new URL(url).port))));
  });

  it.each(foreignRequests)('refuses %s', async (_, request) => {
    for (const port of ports) {
      const { head, body } = await answerOf(port, request(port));
      expect(head, `port ${port}`).toMatch(/^HTTP\/1\.1 403 /);
      expect(head, `port ${port}`).not.toMatch(/access-control/i);
      expect(body, `port ${port}`).toBe(refusal);
    }
  });
});
