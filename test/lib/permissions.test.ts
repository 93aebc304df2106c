import { describe, expect, it } from 'vitest';
import { answerStore } from '../../adapters/answer-store.ts';
import { branches } from '../../core/branches.ts';
import { type StoreDefinition, stores } from '../../core/names.ts';
import type { AnswerStore } from '../../core/ports.ts';
import { attributesNamedIn } from '../support/expressions.ts';
import { aResult, aRideRequested } from '../support/rides.ts';
import { synthesize } from './synthesize.ts';

const { all, functionNamed } = synthesize({ simulation: true });

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

describe('permissions', () => {
  it('gives every function a role of its own', () => {
    const roles = all('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(roles.length);
  });

  it.each(Object.values(branches))('opens to $name the stores that the registry says, and its answers', (branch) => {
    const actions = storeActionsOf(branch.name);
    for (const [name, { index }] of Object.entries<StoreDefinition>(stores)) {
      const own = Object.entries(branch.stores).find(([store]) => store === name)?.[1] ?? 'none';
      const access = name === 'rides' ? 'answer' : own;
      expect(actions.get(name) ?? []).toEqual(access === 'none' ? [] : expected[`${name} ${access}`]);
      expect(actions.get(`${name}/index`) ?? []).toEqual(index && own !== 'none' ? ['dynamodb:Query'] : []);
    }
  });

  it('opens to the sequential flow what all branches together use', () => {
    const actions = storeActionsOf('sequential-ride');
    expect(actions.get('rides')).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem']);
    expect(actions.get('drivers')).toEqual(expected['drivers lease']);
    expect(actions.get('demand')).toEqual(expected['demand add']);
    expect(actions.get('drivers/index')).toEqual(['dynamodb:Query']);
  });

  it('lets who lists rides search their index, and nobody else', () => {
    expect(storeActionsOf('api').get('rides/index')).toEqual(['dynamodb:Query']);
    expect(storeActionsOf('api').has('drivers/index')).toBe(false);
    for (const name of ['aggregator', 'deadline', 'sequential-ride', 'webhook']) {
      expect(storeActionsOf(name).get('rides')).toContain('dynamodb:GetItem');
      expect(storeActionsOf(name).has('rides/index')).toBe(false);
    }
  });

  it('lets who takes rides in count them, and read no count', () => {
    for (const name of ['api', 'sequential-ride']) {
      expect(storeActionsOf(name).get('quotas')).toEqual(['dynamodb:UpdateItem']);
    }
  });

  it('lets who takes rides in or decides them count that, and nobody else', () => {
    for (const name of ['api', 'aggregator', 'deadline']) {
      expect(storeActionsOf(name).get('load')).toEqual(['dynamodb:UpdateItem']);
    }
    for (const name of [...Object.keys(branches), 'sequential-ride', 'webhook', 'receipt', 'release-driver']) {
      expect(storeActionsOf(name).has('load')).toBe(false);
    }
  });

  it('lets the API publish requests alone: what becomes of rides is announced by who decides them', () => {
    const topicsOf = (name: string) =>
      statementsOf(name)
        .filter(({ Action }) => [Action].flat().includes('sns:Publish'))
        .flatMap(({ Resource }) => JSON.stringify(Resource).match(/RideRequested|RideEvents/g) ?? []);
    expect(topicsOf('api')).toEqual(['RideRequested']);
    for (const name of ['aggregator', 'deadline']) expect(topicsOf(name)).toEqual(['RideEvents']);
    for (const name of Object.keys(branches)) expect(topicsOf(name)).toEqual([]);
  });

  it('lets who decides rides send to its own queue, and the API to both', () => {
    const queuesOf = (name: string) =>
      statementsOf(name)
        .filter(({ Action }) => [Action].flat().includes('sqs:SendMessage'))
        .flatMap(({ Resource }) => JSON.stringify(Resource).match(/[A-Za-z]+(Queue|DeadLetters)/g) ?? [])
        .toSorted();
    expect(queuesOf('aggregator')).toEqual(['BranchResultsQueue']);
    expect(queuesOf('deadline')).toEqual(['DeadlinesDeadLetters', 'DeadlinesQueue']);
    expect(queuesOf('api')).toEqual(['BranchResultsQueue', 'DeadlinesQueue']);
    for (const name of Object.keys(branches)) expect(queuesOf(name)).toEqual(['BranchResultsQueue']);
  });

  it('lets who sends webhooks count those that fail, and read no count', () => {
    expect(storeActionsOf('webhook').get('webhooks')).toEqual(['dynamodb:UpdateItem']);
  });
});

/** A request to DynamoDB, as IAM sees it. */
interface Request {
  readonly action: string;
  /** What it names, at the top level. None where it does not say. */
  readonly attributes: readonly string[];
  readonly returns?: string;
}

/** What IAM makes of a request by these statements, as far as they use conditions on DynamoDB's own keys. */
function isAllowed(statements: readonly Statement[], { action, attributes, returns }: Request): boolean {
  const keys: Readonly<Record<string, readonly string[]>> = {
    'dynamodb:Attributes': attributes,
    ...(returns !== undefined && { 'dynamodb:ReturnValues': [returns] }),
  };
  const holds = (operator: string, key: string, values: readonly string[]): boolean => {
    const given = keys[key];
    switch (operator) {
      case 'ForAllValues:StringEquals':
        return (given ?? []).every((value) => values.includes(value));
      case 'StringEqualsIfExists':
        return given === undefined || given.some((value) => values.includes(value));
      default:
        throw new Error(`No test knows the operator ${operator}.`);
    }
  };
  return statements.some(
    ({ Effect, Action, Condition = {} }) =>
      Effect === 'Allow' &&
      [Action].flat().includes(action) &&
      Object.entries(Condition).every(([operator, test]) =>
        Object.entries(test).every(([key, values]) => holds(operator, key, [values].flat())),
      ),
  );
}

describe.each(Object.keys(branches))('on the table of rides, the role of %s', (name) => {
  const onRides = statementsOf(name).filter(({ Resource }) => storeOf(Resource) === 'rides');
  const update = (attributes: readonly string[], returns = 'UPDATED_NEW') =>
    isAllowed(onRides, { action: 'dynamodb:UpdateItem', attributes, returns });

  it('has one statement, for updates alone', () => {
    expect(onRides).toMatchObject([
      {
        Effect: 'Allow',
        Action: 'dynamodb:UpdateItem',
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['rideId', 'requestedAt', 'results', 'pending'] },
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'] },
        },
      },
    ]);
  });

  it.each(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PutItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate'])(
    'does not allow %s',
    (action) => {
      expect(isAllowed(onRides, { action: `dynamodb:${action}`, attributes: ['rideId'] })).toBe(false);
    },
  );

  it.each(['keep', 'find'] as const)('allows what its answers need: %s', async (call) => {
    const [request = expect.fail(), ...more] = await requestsOf((answers) =>
      call === 'keep' ? answers.keep(ride, aResult(name)) : answers.find(ride, name),
    );
    expect(more).toEqual([]);
    expect(update([...attributesNamedIn(request)], request.ReturnValues)).toBe(true);
  });

  it.each([
    ...['status', 'outcome', 'reasons', 'request', 'riderId', 'settledBy', 'expiresAt', 'completedAt', 'unanswered'],
    ...['endedAt', 'endedBy', 'deadlineAt', 'publishedAt', 'traceparent', 'requestHash', 'expects'],
  ])('allows no update that names %s, be it to write it or to read it by a condition', (attribute) => {
    expect(update(['rideId', attribute])).toBe(false);
    expect(update(['rideId', 'requestedAt', 'results', 'pending', attribute])).toBe(false);
  });

  it.each(['ALL_NEW', 'ALL_OLD', 'UPDATED_OLD'])('is told nothing by %s', (returns) => {
    expect(update(['rideId', 'requestedAt', 'results', 'pending'], returns)).toBe(false);
  });
});

const ride = aRideRequested({ answers: 'brief' });

/** The requests that the store of answers makes. */
async function requestsOf(work: (answers: AnswerStore) => Promise<unknown>) {
  const requests: (Parameters<typeof attributesNamedIn>[0] & { ReturnValues?: string })[] = [];
  const client = { send: async ({ input }: { input: (typeof requests)[number] }) => void requests.push(input) };
  await work(answerStore(client as never, 'rides'));
  return requests;
}

/** What the uses that branches make of stores allow on the tables themselves. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'drivers lease': ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
  'drivers read': [],
  'demand add': ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  'rides answer': ['dynamodb:UpdateItem'],
};

/** What a function may do with each store (`drivers`) and its index (`drivers/index`). */
function storeActionsOf(functionName: string): Map<string, string[]> {
  const pairs = statementsOf(functionName).flatMap(({ Action, Resource }) =>
    [Resource].flat().map((resource) => [storeOf(resource), [Action].flat()] as const),
  );
  return new Map(pairs);
}

function statementsOf(functionName: string): Statement[] {
  const role = functionNamed(functionName).Properties.Role['Fn::GetAtt'][0];
  const policies = all('AWS::IAM::Policy').filter(([, { Properties }]) => Properties.Roles[0].Ref === role);
  return policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

function storeOf(resource: unknown): string {
  const text = JSON.stringify(resource);
  const [, table = 'none'] = /Stores([A-Z][a-z]+)/.exec(text) ?? [];
  return `${table.toLowerCase()}${text.includes('/index/') ? '/index' : ''}`;
}
