import { describe, expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import { type StoreDefinition, stores } from '../../core/names.ts';
import { synthesize } from './synthesize.ts';

const { all, functionNamed } = synthesize({ simulation: true });

interface Statement {
  readonly Action: string | string[];
  readonly Resource?: unknown;
}

describe('permissions', () => {
  it('gives every function a role of its own', () => {
    const roles = all('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(roles.length);
  });

  it.each(Object.values(branches))('opens to $name the stores that the registry says, and no other', (branch) => {
    const actions = storeActionsOf(branch.name);
    for (const [name, { index }] of Object.entries<StoreDefinition>(stores)) {
      const access = Object.entries(branch.stores).find(([store]) => store === name)?.[1] ?? 'none';
      expect(actions.get(name) ?? []).toEqual(expected[access]);
      expect(actions.get(`${name}/index`) ?? []).toEqual(index && access !== 'none' ? ['dynamodb:Query'] : []);
    }
  });

  it('opens to the sequential flow what all branches together use', () => {
    const actions = storeActionsOf('sequential-ride');
    expect(actions.get('rides')).toEqual(expected.write);
    expect(actions.get('drivers')).toEqual(expected.write);
    expect(actions.get('matches')).toEqual(expected.write);
    expect(actions.get('demand')).toEqual(expected.write);
    expect(actions.get('drivers/index')).toEqual(['dynamodb:Query']);
  });

  it('lets who lists rides search their index, and nobody else', () => {
    expect(storeActionsOf('api').get('rides/index')).toEqual(['dynamodb:Query']);
    expect(storeActionsOf('api').has('drivers/index')).toBe(false);
    for (const name of ['aggregator', 'sequential-ride', 'webhook']) {
      expect(storeActionsOf(name).get('rides')).toContain('dynamodb:GetItem');
      expect(storeActionsOf(name).has('rides/index')).toBe(false);
    }
  });

  it('lets who takes rides in count them, and read no count', () => {
    for (const name of ['api', 'sequential-ride']) {
      expect(storeActionsOf(name).get('quotas')).toEqual(['dynamodb:UpdateItem']);
    }
  });

  it('lets who sends webhooks count those that fail, and read no count', () => {
    expect(storeActionsOf('webhook').get('webhooks')).toEqual(['dynamodb:UpdateItem']);
  });
});

const expected = {
  none: [],
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  write: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
  count: ['dynamodb:UpdateItem'],
};

/** What a function may do with each store (`drivers`) and its index (`drivers/index`). */
function storeActionsOf(functionName: string): Map<string, string[]> {
  const role = functionNamed(functionName).Properties.Role['Fn::GetAtt'][0];
  const policies = all('AWS::IAM::Policy').filter(([, { Properties }]) => Properties.Roles[0].Ref === role);
  const statements: Statement[] = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  const pairs = statements.flatMap(({ Action, Resource }) =>
    [Resource].flat().map((resource) => [storeOf(resource), [Action].flat()] as const),
  );
  return new Map(pairs);
}

function storeOf(resource: unknown): string {
  const text = JSON.stringify(resource);
  const [, table = 'none'] = /Stores([A-Z][a-z]+)/.exec(text) ?? [];
  return `${table.toLowerCase()}${text.includes('/index/') ? '/index' : ''}`;
}
