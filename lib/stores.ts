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

/** Which stores a function uses, and how. */
export type StoreAccess = Partial<Record<StoreName, Access | readonly Access[]>>;

const readActions = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const actions: Record<Access, string[]> = {
  read: readActions,
  write: [...readActions, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  lease: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
  count: ['dynamodb:UpdateItem'],
  add: ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  answer: [],
};

/**
 * An update that names no attributes but these, and is told of none but those that it has updated: so a branch can neither
 * move the ride on nor see whose it is. IAM knows attributes at the top level only: within `results`, it is the requests of
 * adapters/answer-store.ts that name and show the branch's own answer alone.
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

  /** Lets `handler` use the tables that `access` names, and tells it their names. Their indexes are opened by themselves. */
  openTo(handler: RideFunction, access: StoreAccess): void {
    for (const [name, table] of this.tables) {
      const mode = access[name];
      if (mode === undefined) continue;
      handler.addEnvironment(stores[name].environment, table.tableName);
      const allowed = new Set([mode].flat().flatMap((one) => actions[one]));
      if (allowed.size > 0) handler.allow([...allowed], table.tableArn);
      if ([mode].flat().includes('answer')) handler.allow(['dynamodb:UpdateItem'], table.tableArn, answering);
    }
  }

  /** Lets `handler` search the indexes of these tables, as far as they have one. */
  openIndexesTo(handler: RideFunction, names: readonly string[]): void {
    for (const [name, { tableArn }] of this.tables) {
      const { index }: StoreDefinition = stores[name];
      if (index && names.includes(name)) handler.allow(['dynamodb:Query'], `${tableArn}/index/${index.name}`);
    }
  }

  /** `Table` and not `TableV2`: one region is enough, and a plain table is what emulators of AWS understand. */
  #table(name: StoreName, stage: Stage): Table {
    const { partitionKey, sortKey, index }: StoreDefinition = stores[name];
    const table = new Table(this, pascalCase(name), {
      partitionKey: text(partitionKey),
      ...(sortKey && { sortKey: text(sortKey) }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: ttlAttribute,
      removalPolicy: dataRemoval(stage),
      deletionProtection: stage === 'prod',
    });
    if (index) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...index.attributes],
      });
    }
    return table;
  }
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
