import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

describe('the AwsSolutions rules', () => {
  it.each([
    {},
    { simulation: true },
    { stage: 'prod', reservedConcurrency: 10, receiptSender: 'a@example.com', allowedOrigin: 'https://a.example.com' },
    { routing: 'amazon-location', payments: 'stripe' },
  ] as const)('find nothing in a stack with %o', (props) => {
    expect(findingsIn(synthesize(props).stack)).toEqual([]);
  });

  it('find a queue that is not like the others', () => {
    const { stack } = synthesize();
    new Queue(stack, 'Careless');
    expect(findingsIn(stack)).toEqual(['AwsSolutions-SQS3', 'AwsSolutions-SQS4']);
  });
});

function findingsIn(stack: ReturnType<typeof synthesize>['stack']): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.map(({ ruleName }) => ruleName).toSorted();
}
