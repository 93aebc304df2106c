import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { repairs } from './repairs.ts';

const region = 'us-east-1';
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A Lambda that has one function, and notes how it is changed. */
async function aLambda(existing: unknown) {
  const puts: [path: string, body: unknown][] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'PUT') puts.push([request.url ?? '', await json(request)]);
    response.end(JSON.stringify({ Functions: [existing] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return { puts, endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}` };
}

const [conditions] = repairs;

describe('repairing a stack on MiniStack', () => {
  it('gives functions the variables that a condition on the account chooses, and leaves the others', async () => {
    const api = await aLambda({
      FunctionName: 'RideRequest-Api-1A2B',
      Environment: { Variables: { A: 'a', KEYS: 'no' } },
    });
    const choice = { 'Fn::If': ['IsEmulated', 'yes', 'no'] };
    const IsEmulated = { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '000000000000'] };
    const Environment = { Variables: { A: 'a', KEYS: choice } };
    const stack = {
      endpoint: api.endpoint,
      region,
      stackName: 'RideRequest',
      template: {
        Conditions: { IsEmulated },
        Resources: { Api: { Type: 'AWS::Lambda::Function', Properties: { Environment } } },
      },
    };
    expect(await conditions?.mend(stack)).toBe(1);
    expect(api.puts).toEqual([
      [
        '/2015-03-31/functions/RideRequest-Api-1A2B/configuration',
        { Environment: { Variables: { A: 'a', KEYS: 'yes' } } },
      ],
    ]);
    const elsewhere = { IsEmulated: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '123456789012'] } };
    await conditions?.mend({ ...stack, template: { ...stack.template, Conditions: elsewhere } });
    expect(api.puts[1]?.[1]).toEqual({ Environment: { Variables: { A: 'a', KEYS: 'no' } } });
  });

  it('gives a reason for each repair', () => {
    for (const { what, reason } of repairs) expect(reason, what).toMatch(/MiniStack/);
  });
});
