import { CfnResource } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const dev = synthesize({ stage: 'dev' });
const prod = synthesize({ stage: 'prod' });
const lasting = ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'];

describe.each([
  ['dev', dev, { deletion: 'Delete', isProtected: false, logDays: 7 }],
  ['prod', prod, { deletion: 'Retain', isProtected: true, logDays: 90 }],
] as const)('a stack of stage %s', (_, { all, stack }, { deletion, isProtected, logDays }) => {
  it.each(lasting)(`handles what %s holds as ${deletion}, when the stack goes`, (type) => {
    const policies = all(type).map(([, { DeletionPolicy }]) => DeletionPolicy);
    expect(new Set(policies)).toEqual(new Set([deletion]));
  });

  it(`can be deleted, and so can its tables: ${!isProtected}`, () => {
    expect(stack.terminationProtection).toBe(isProtected);
    for (const [, { Properties }] of all('AWS::DynamoDB::Table')) {
      expect(Properties.DeletionProtectionEnabled).toBe(isProtected);
    }
  });

  it('can restore its tables to a point in time, but for counts that are over by then', () => {
    const restorable = all('AWS::DynamoDB::Table').filter(
      ([, { Properties }]) => Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
    );
    const names = restorable.map(([id]) => /^Stores([A-Z][a-z]+)/.exec(id)?.[1]);
    expect(names.toSorted()).toEqual(['Drivers', 'Receipts', 'Rides']);
  });

  it(`keeps its logs for ${logDays} days`, () => {
    const days = all('AWS::Logs::LogGroup').map(([, { Properties }]) => Properties.RetentionInDays);
    expect(new Set(days)).toEqual(new Set([logDays]));
  });

  it('sets no concurrency aside: a new account has too little', () => {
    const reserved = all('AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.ReservedConcurrentExecutions,
    );
    expect(reserved).toEqual([]);
  });
});

describe('the stages', () => {
  it('have the same resources, so that what was tried in dev is what runs in prod', () => {
    expect(resourcesOf(dev).length).toBeGreaterThan(190);
    expect(resourcesOf(prod)).toEqual(resourcesOf(dev));
  });
});

/** By their paths in the stack. CDK names some after it, with a hash. */
function resourcesOf({ stack }: typeof dev): string[] {
  const all = stack.node.findAll().filter((part) => CfnResource.isCfnResource(part));
  const paths = all.map(({ node }) => node.path.slice(stack.node.path.length));
  return paths.map((path) => path.replaceAll(/RideRequest(?:prod)?(\w*?)[0-9A-F]{8}/g, '$1')).toSorted();
}
