import { stores } from '../../core/names.ts';
import { nameOf } from './names.ts';
import { type Index, type Item, indexWriteUnits, tableWriteUnits } from './request-units.ts';
import type { ServiceClient } from './service-client.ts';

/** A request's units of a table and its index. */
export interface RequestUnits {
  read: number;
  write: number;
}

/** The parts of a call that determine its units. */
interface Input {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  /** Of a batch, by table. */
  readonly RequestItems?: Readonly<Record<string, readonly { readonly PutRequest: { readonly Item: Item } }[]>>;
}

interface Look {
  /** Of the request that the write belongs to. */
  readonly units: RequestUnits;
  readonly before: Item | undefined;
}

/** One item, and its state before each write. */
interface Touched {
  readonly table: string;
  readonly key: Item;
  readonly looks: Look[];
}

const reads = ['GetItem', 'BatchGetItem', 'Query'];
const writes = ['BatchWriteItem', 'PutItem', 'UpdateItem'];

/**
 * Measures the capacity units of DynamoDB calls. A read is repeated with `ReturnConsumedCapacity`. A write cannot be: its
 * item is read before it, and its result is read at the next write to the item, or at the end.
 */
export class RequestUnitMeter {
  readonly #dynamo: ServiceClient;
  readonly #touched = new Map<string, Touched>();

  constructor(dynamo: ServiceClient) {
    this.#dynamo = dynamo;
  }

  /** To be awaited before the call goes to the service. Its units are complete after `finish`. */
  async before(operation: string, body: string): Promise<RequestUnits> {
    const input = JSON.parse(body) as Input;
    if (reads.includes(operation)) return { read: await this.#readUnits(operation, input), write: 0 };
    if (writes.includes(operation)) return this.#beforeWrites(writesOf(input));
    throw new Error(`The capacity units of ${operation} are not known: add them to bench/cost/request-unit-meter.ts.`);
  }

  /** To be called at the end: reads the items that the last writes have changed. */
  async finish(): Promise<void> {
    for (const touched of this.#touched.values()) {
      const last = await this.#itemOf(touched.table, touched.key);
      for (const [index, { units, before }] of touched.looks.entries()) {
        const next = touched.looks[index + 1];
        units.write += writeUnits(touched.table, before, next ? next.before : last);
      }
    }
    this.#touched.clear();
  }

  async #readUnits(operation: string, input: Input): Promise<number> {
    type Used = { readonly CapacityUnits: number };
    const asking = { ...input, ReturnConsumedCapacity: 'TOTAL' };
    const { ConsumedCapacity } = await this.#dynamo.call<{ ConsumedCapacity: Used | Used[] }>(operation, asking);
    return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  }

  async #beforeWrites(written: readonly Write[]): Promise<RequestUnits> {
    const units: RequestUnits = { read: 0, write: 0 };
    for (const { table, key } of written) {
      const before = await this.#itemOf(table, key);
      const id = JSON.stringify([table, key]);
      const touched = this.#touched.get(id) ?? { table, key, looks: [] };
      this.#touched.set(id, touched);
      touched.looks.push({ units, before });
    }
    return units;
  }

  async #itemOf(TableName: string, Key: Item): Promise<Item | undefined> {
    const input = { TableName, Key, ConsistentRead: true };
    return (await this.#dynamo.call<{ Item?: Item }>('GetItem', input)).Item;
  }
}

/** An item that a request writes. */
interface Write {
  readonly table: string;
  readonly key: Item;
}

function writesOf({ TableName: table, Key, Item, RequestItems }: Input): readonly Write[] {
  if (RequestItems === undefined) return [{ table, key: Key ?? keyOf(table, Item ?? {}) }];
  return Object.entries(RequestItems).flatMap(([table, requests]) =>
    requests.map(({ PutRequest }) => ({ table, key: keyOf(table, PutRequest.Item) })),
  );
}

interface Definition {
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly index?: Index;
}

const definitionOf = (table: string): Definition => stores[nameOf(table) as keyof typeof stores];

function keyOf(table: string, item: Item): Item {
  const { partitionKey, sortKey } = definitionOf(table);
  return Object.fromEntries(Object.entries(item).filter(([name]) => name === partitionKey || name === sortKey));
}

function writeUnits(table: string, before: Item | undefined, after: Item | undefined): number {
  const { index } = definitionOf(table);
  return tableWriteUnits(before, after) + (index ? indexWriteUnits(before, after, index) : 0);
}
