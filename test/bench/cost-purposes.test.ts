import { describe, expect, it } from 'vitest';
import { functionNameOf, nameOf } from '../../bench/cost/names.ts';
import { purposeOf } from '../../bench/cost/purposes.ts';

describe('a name', () => {
  it('is that of the construct, as functions and stores are called', () => {
    expect(functionNameOf('RideRequest-DriverMatchingFunctionF6A40D33')).toBe('driver-matching');
    expect(functionNameOf('RideRequest-BranchResultsFunction0461461B')).toBe('aggregator');
    expect(functionNameOf('RideRequest-DeadlinesFunction0461461B')).toBe('deadline');
    expect(functionNameOf('RideRequest-SequentialFunctionB418ED6E')).toBe('sequential-ride');
    expect(functionNameOf('RideRequest-ApiFunctionCE271BD4')).toBe('api');
    expect(nameOf('RideRequest-StoresRides5E54E9C2')).toBe('rides');
    expect(nameOf('arn:aws:sns:us-east-1:000000000000:RideRequest-RideEvents4D45D0AE')).toBe('ride-events');
    expect(nameOf('http://127.0.0.1:1/0/RideRequest-BranchResultsQueueB7A977E3')).toBe('branch-results');
  });
});

describe('what a request buys', () => {
  const request = { service: 'SQS', by: 'api', operation: 'SendMessage', of: 'branch-results', body: '' } as const;
  const says = (message: unknown) => JSON.stringify({ MessageBody: JSON.stringify(message) });

  it('is found by service, function and operation', () => {
    const update = { service: 'DynamoDB', by: 'driver-matching', operation: 'UpdateItem', of: 'drivers' } as const;
    expect(purposeOf({ ...update, body: '' }).buys).toMatch(/^the lease/);
  });

  it('is found by what the request says, where that makes a difference', () => {
    const deadline = { ...request, of: 'deadlines', body: says({ v: 1, kind: 'deadline' }) };
    expect(purposeOf(deadline).buys).toMatch(/^the deadline/);
    expect(purposeOf({ ...request, body: says({ v: 1, kind: 'settle' }) }).buys).toMatch(/^a settle message/);
    const update = { service: 'DynamoDB', by: 'driver-matching', operation: 'UpdateItem', of: 'drivers' } as const;
    const leaving = JSON.stringify({ UpdateExpression: 'REMOVE availableIn' });
    expect(purposeOf({ ...update, body: leaving }).buys).toMatch(/leaves the index/);
  });

  it('is the same for functions of a kind, and for the batched form of a call', () => {
    const body = says({ v: 1, kind: 'wake-up' });
    const waking = { ...request, by: 'eta', operation: 'SendMessageBatch', body };
    expect(purposeOf(waking)).toEqual({ by: 'branches', buys: 'the wake-up: the ride can be decided' });
    expect(purposeOf({ ...waking, by: 'pricing', operation: 'SendMessage' })).toEqual(purposeOf(waking));
  });

  it('stands out where nobody has said it', () => {
    expect(purposeOf({ ...request, operation: 'PurgeQueue' }).buys).toContain('NOT NAMED YET');
  });
});
