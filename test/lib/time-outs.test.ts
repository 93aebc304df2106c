import { describe, expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import { type Synthesized, synthesize } from './synthesize.ts';

describe.each([{}, { functionTimeoutSeconds: 1 }, { functionTimeoutSeconds: 60 }])('time-outs with %o', (settings) => {
  const stack = synthesize(settings);

  it('hides a message for at least six times as long as its function may take', () => {
    const consumers = consumersOf(stack);
    expect(consumers.length).toBeGreaterThan(Object.keys(branches).length);
    for (const { visibility, timeout } of consumers) expect(visibility).toBeGreaterThanOrEqual(6 * timeout);
  });

  it('bounds every branch by its own time-out, or by the one that is set for all lanes', () => {
    for (const { name, timeoutSeconds } of Object.values(branches)) {
      const expected = settings.functionTimeoutSeconds ?? timeoutSeconds;
      expect(stack.functionNamed(name).Properties.Timeout).toBe(expected);
    }
  });

  it('bounds the aggregator by the time-out that is set for all lanes', () => {
    expect(stack.functionNamed('aggregator').Properties.Timeout).toBe(settings.functionTimeoutSeconds ?? 6);
  });

  it('gives the API as long as the gateway waits', () => {
    expect(stack.functionNamed('api').Properties.Timeout).toBe(29);
  });
});

it('gives the API less time when it is told to, and tells it so', () => {
  const { Timeout, Environment } = synthesize({ apiTimeoutSeconds: 8 }).functionNamed('api').Properties;
  expect(Timeout).toBe(8);
  expect(Environment.Variables.API_TIMEOUT_SECONDS).toBe('8');
});

function consumersOf({ all }: Synthesized) {
  const queues = new Map(all('AWS::SQS::Queue'));
  const functions = new Map(all('AWS::Lambda::Function'));
  return all('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => ({
    visibility: queues.get(Properties.EventSourceArn['Fn::GetAtt'][0])?.Properties.VisibilityTimeout,
    timeout: functions.get(Properties.FunctionName.Ref)?.Properties.Timeout,
  }));
}
