import { describe, expect, it } from 'vitest';
import { memoryMb } from '../../cli/plan/bills.ts';
import { visibilitySecondsOf } from '../../cli/plan/functions.ts';
import { batchSize } from '../../cli/plan/growth.ts';
import { readMeasured } from '../../cli/plan/measured.ts';
import { burstPerInvocation, deployed, requestsPerInvocation } from '../../cli/plan/question.ts';
import { serviceName, synthesize } from './synthesize.ts';

/** What `plan` takes the stack for. It may not import from lib/. */
describe('the stack that `plan` reckons with', () => {
  const stack = synthesize({ concurrency: deployed.concurrency });
  const functions = new Map(stack.all('AWS::Lambda::Function').filter(([, { Properties }]) => isOurs(Properties)));
  const queues = new Map(stack.all('AWS::SQS::Queue'));
  const mappings = stack.all('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => {
    const consumer = functions.get(Properties.FunctionName.Ref) ?? expect.fail('no function');
    const queue = queues.get(Properties.EventSourceArn['Fn::GetAtt'][0]) ?? expect.fail('no queue');
    return { name: serviceName(consumer.Properties), ...Properties, visibility: queue.Properties.VisibilityTimeout };
  });

  it('is deployed with that MaximumConcurrency, and those batches', () => {
    expect(mappings.length).toBeGreaterThan(6);
    for (const { ScalingConfig, BatchSize, MaximumBatchingWindowInSeconds = 0 } of mappings) {
      expect([ScalingConfig.MaximumConcurrency, BatchSize]).toEqual([deployed.maxConcurrency, batchSize]);
      expect(MaximumBatchingWindowInSeconds).toBe(0);
    }
  });

  it('hides messages for so long', () => {
    const planned = readMeasured().quiet.counts.filter(({ service, by }) => service === 'Lambda' && by !== 'api');
    for (const name of [...new Set(planned.map(({ by }) => by)), 'release-driver'])
      expect([name, visibilitySecondsOf(name)]).toEqual([
        name,
        mappings.find((each) => each.name === name)?.visibility,
      ]);
  });

  it('has functions of that size, and a stage of that width', () => {
    expect(functions.size).toBeGreaterThan(7);
    for (const { Properties } of functions.values()) expect(Properties.MemorySize).toBe(memoryMb);
    const [, { Properties }] = stack.all('AWS::ApiGateway::Stage')[0] ?? expect.fail('no stage');
    expect(Properties.MethodSettings).toMatchObject([{ ThrottlingRateLimit: deployed.requestsPerSecond }]);
  });

  it('lets through and admits so much for each invocation', () => {
    const small = synthesize({ concurrency: 10 });
    const [, { Properties }] = small.all('AWS::ApiGateway::Stage')[0] ?? expect.fail('no stage');
    expect(Properties.MethodSettings).toMatchObject([
      { ThrottlingRateLimit: 10 * requestsPerInvocation, ThrottlingBurstLimit: 10 / 2 },
    ]);
    const { BURST } = small.functionNamed('api').Properties.Environment.Variables;
    expect(Number(BURST)).toBe(10 * burstPerInvocation);
  });
});

/** CDK brings functions of its own. */
function isOurs({ Environment }: { readonly Environment?: { readonly Variables?: Record<string, unknown> } }): boolean {
  return Environment?.Variables?.POWERTOOLS_SERVICE_NAME !== undefined;
}
