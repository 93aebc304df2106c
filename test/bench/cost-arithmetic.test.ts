import { describe, expect, it } from 'vitest';
import {
  atTheSameTime,
  type OneFunction,
  parallelMs,
  sequentially,
  withExpress,
  withStandard,
} from '../../bench/cost/alternatives.ts';
import { idleMonth } from '../../bench/cost/figures.ts';
import type { Count } from '../../bench/cost/meter.ts';
import { usageOf } from '../../cli/plan/bills.ts';
import { dollarsByService, dollarsFor, dollarsOf, gbSeconds, sumOf } from '../../cli/plan/usage.ts';

describe('the price of a million rides', () => {
  it('is quantity times price', () => {
    expect(dollarsFor('sqsRequests', 25)).toBeCloseTo(10, 9); // 25 million requests at $0.40
    expect(dollarsFor('writeUnits', 8)).toBeCloseTo(5, 9);
    expect(dollarsFor('standardTransitions', 7)).toBeCloseTo(175, 9);
  });

  it('of time is that of GB-seconds', () => {
    expect(gbSeconds(256, 1_200)).toBeCloseTo(0.3, 9);
    expect(dollarsFor('lambdaGbSeconds', 0.3)).toBeCloseTo(4.00002, 9); // 300,000 GB-s at $0.0000133334
  });

  it('is summed by service, and apart from what the gateway costs', () => {
    const usage = { gatewayRequests: 1, lambdaRequests: 10, lambdaGbSeconds: 0.3, snsPublishes: 2, readUnits: 4 };
    expect(dollarsByService(usage)).toMatchObject({ 'API Gateway': 3.5, SNS: 1, SQS: 0, DynamoDB: 0.5 });
    expect(dollarsByService(usage).Lambda).toBeCloseTo(2 + 4.00002, 9);
    expect(dollarsOf(usage).withGateway).toBeCloseTo(11.00002, 9);
    expect(dollarsOf(usage).withoutGateway).toBeCloseTo(7.50002, 9);
  });

  it('of several usages is that of their sum', () => {
    expect(sumOf({ sqsRequests: 1, readUnits: 2 }, { sqsRequests: 2 }, {})).toEqual({ sqsRequests: 3, readUnits: 2 });
  });
});

describe('what a ride uses', () => {
  const count = (values: Partial<Count>): Count => ({
    service: 'SQS',
    by: 'eta',
    operation: 'SendMessage',
    of: '',
    purpose: { by: 'branches', buys: '' },
    requests: 0,
    messages: 0,
    readUnits: 0,
    writeUnits: 0,
    ...values,
  });

  it('is what all rides used, divided by their number', () => {
    const counts = [
      count({ requests: 20 }),
      count({ operation: 'ReceiveMessage', requests: 5, messages: 20 }),
      count({ service: 'SNS', requests: 10 }),
      count({ service: 'DynamoDB', requests: 40, readUnits: 15, writeUnits: 30 }),
      count({ service: 'API Gateway', requests: 10 }),
      count({ service: 'Lambda', by: 'eta', requests: 5 }),
      count({ service: 'Lambda', by: 'api', requests: 10 }),
    ];
    const usage = usageOf(counts, 10, (name) => (name === 'api' ? 400 : 160));
    expect(usage).toEqual({
      gatewayRequests: 1,
      lambdaRequests: 1.5,
      lambdaGbSeconds: expect.closeTo(0.25 * (0.5 * 0.16 + 0.4), 9), // half an invocation of 160 ms and one of 400 ms
      sqsRequests: 2.5,
      snsPublishes: 1,
      writeUnits: 3,
      readUnits: 1.5,
    });
  });
});

describe('the same job elsewhere', () => {
  const job: OneFunction = { usage: { gatewayRequests: 1, writeUnits: 6 }, ms: 800, branchMs: [310, 160, 210, 100] };

  it('takes a function as long as its branches, one after the other', () => {
    expect(sequentially(job)).toEqual({ ...job.usage, lambdaRequests: 1, lambdaGbSeconds: 0.2 });
  });

  it('takes a function with Promise.all as long as the slowest branch and the rest', () => {
    expect(parallelMs(job)).toBe(310 + 20);
    expect(atTheSameTime(job).lambdaGbSeconds).toBeCloseTo(0.25 * 0.33, 12);
  });

  it('takes an Express workflow five functions, and its own time in steps of 100 ms', () => {
    const usage = withExpress(job);
    expect(usage).toMatchObject({ lambdaRequests: 5, lambdaGbSeconds: 0.2, expressRequests: 1 });
    expect(usage.expressGbSeconds).toBeCloseTo(0.4 / 16, 12); // 330 ms are billed as 400, of 64 MB
  });

  it('takes a Standard workflow seven transitions', () => {
    expect(withStandard(job)).toMatchObject({ lambdaRequests: 5, standardTransitions: 7 });
  });
});

describe('a month without rides', () => {
  it('costs the receives that come back empty', () => {
    const { queues, requests, dollars } = idleMonth();
    expect(requests / queues).toBe(657_000); // 5 at a time, each for 20 s, in 730 hours
    expect(dollars).toBeCloseTo(queues * 0.2628, 9);
  });
});
