import { describe, expect, it } from 'vitest';
import { resources, type Template } from './review/template.ts';
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

  it('can restore its tables to a point in time', () => {
    for (const [, { Properties }] of all('AWS::DynamoDB::Table')) {
      expect(Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    }
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
    expect(idsOf(prod)).toEqual(idsOf(dev));
  });
});

function idsOf({ template }: typeof dev): string[] {
  const all = resources(template.toJSON() as Template).filter(({ type }) => type !== 'AWS::ApiGateway::Deployment');
  return all.map(({ id }) => id).toSorted();
}
