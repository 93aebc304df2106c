import { Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  type Access,
  answerAttributes,
  type StoreDefinition,
  type StoreName,
  stores,
  ttlAttribute,
} from '../core/names.ts';
import { dataRemoval } from './data-removal.ts';
import { pascalCase } from './pascal-case.ts';
import type { RideFunction } from './ride-function.ts';
import type { Settings, Stage } from './settings.ts';

/** How a function uses a store. `change`: read and update existing items. `create`: read, and add new items. */
type Use = Access | 'change' | 'create';

/** The stores that a function uses, and how. */
export type StoreAccess = Partial<Record<StoreName, Use | readonly Use[]>>;

const get = ['dynamodb:BatchGetItem', 'dynamodb:GetItem'];
const put = ['dynamodb:PutItem'];
const update = ['dynamodb:UpdateItem'];

/**
 * The actions that a use allows on the store's table: those that its adapter calls for that use, and no others;
 * test/lib/calls.test.ts checks this. Querying only an index needs no permission on the table.
 */
const actions: Readonly<Record<StoreName, Partial<Record<Use, readonly string[]>>>> = {
  rides: {
    read: get,
    create: [...get, ...put],
    change: [...get, ...update],
    write: [...get, ...put, ...update],
    answer: [],
  },
  drivers: { read: [], lease: ['dynamodb:BatchGetItem', ...update], write: ['dynamodb:GetItem', ...update] },
  demand: { add: ['dynamodb:BatchWriteItem', ...put, 'dynamodb:Query'] },
  receipts: { write: ['dynamodb:GetItem', ...update] },
  quotas: { count: update },
  load: { count: update },
  webhooks: { count: update },
};

function actionsFor(store: StoreName, use: Use): readonly string[] {
  const allowed = actions[store][use];
  if (allowed === undefined) {
    const uses = Object.keys(actions[store]).join(' or ');
    throw new Error(
      `The store ${store} cannot be opened for "${use}", only for ${uses}. lib/stores.ts lists the actions of each.`,
    );
  }
  return allowed;
}

/** Counts of the last minutes or hours: they have expired by the time that a table is restored. */
const passing: readonly StoreName[] = ['demand', 'quotas', 'load', 'webhooks'];

/**
 * An update that names only these attributes, and returns only those that it has updated: a branch can neither move the ride on
 * nor see whose it is. IAM checks top-level attributes only: within `results`, the requests of adapters/answer-store.ts
 * restrict what is written and returned to the branch's own answer.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
const answering = {
  'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...answerAttributes] },
  StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'] },
};

/** The tables. */
export class Stores extends Construct {
  /** By store name. */
  readonly tables: ReadonlyMap<StoreName, Table>;

  constructor(scope: Construct, id: string, { stage }: Settings) {
    super(scope, id);
    const names = Object.keys(stores) as StoreName[];
    this.tables = new Map(names.map((name) => [name, this.#table(name, stage)]));
  }

  /** Lets `handler` use the tables that `access` names, and gives it their names. Indexes are opened separately. */
  openTo(handler: RideFunction, access: StoreAccess): void {
    for (const [name, table] of this.tables) {
      const mode = access[name];
      if (mode === undefined) continue;
      handler.addEnvironment(stores[name].environment, table.tableName);
      const allowed = new Set([mode].flat().flatMap((use) => actionsFor(name, use)));
      if (allowed.size > 0) handler.allow([...allowed], table.tableArn);
      if ([mode].flat().includes('answer')) handler.allow(['dynamodb:UpdateItem'], table.tableArn, answering);
    }
  }

  /** Lets `handler` query the indexes of these tables, where they have any. */
  openIndexesTo(handler: RideFunction, names: readonly string[]): void {
    for (const [name, { tableArn }] of this.tables) {
      const { index }: StoreDefinition = stores[name];
      if (index && names.includes(name)) handler.allow(['dynamodb:Query'], `${tableArn}/index/${index.name}`);
    }
  }

  /** `Table` and not `TableV2`: one region is enough, and emulators of AWS support plain tables. */
  #table(name: StoreName, stage: Stage): Table {
    const { partitionKey, sortKey, index }: StoreDefinition = stores[name];
    const isPassing = passing.includes(name);
    const table = new Table(this, pascalCase(name), {
      partitionKey: text(partitionKey),
      ...(sortKey && { sortKey: text(sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: !isPassing },
      timeToLiveAttribute: ttlAttribute,
      removalPolicy: dataRemoval(stage),
      deletionProtection: stage === 'prod',
    });
    if (isPassing) {
      const reason = 'It holds counts of the last minutes or hours: restored counts would have expired.';
      Validations.of(table).acknowledge({ id: 'AwsSolutions-DDB3', reason });
    }
    if (index) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        ...(index.attributes
          ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.attributes] }
          : { projectionType: ProjectionType.KEYS_ONLY }),
      });
    }
    return table;
  }
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
