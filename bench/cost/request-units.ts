import { isDeepStrictEqual } from 'node:util';

/** An attribute's value in DynamoDB's protocol: `{ S: 'text' }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;

export type Item = Readonly<Record<string, AttributeValue>>;

/** An item's size in bytes by the rule in DynamoDB's documentation: names and values, in UTF-8. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + valueBytes(value), 0);

/** The overhead of a list or a map, and of each of its elements. */
const documentBytes = 3;
const elementBytes = 1;

function valueBytes(value: AttributeValue): number {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case 'S':
      return utf8(content as string);
    case 'N':
      return numberBytes(content as string);
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'SS':
      return (content as string[]).reduce((sum, text) => sum + utf8(text), 0);
    case 'L':
      return (content as AttributeValue[]).reduce((sum, each) => sum + elementBytes + valueBytes(each), documentBytes);
    case 'M':
      return documentBytes + elementBytes * Object.keys(content as Item).length + itemBytes(content as Item);
    default:
      throw new Error(`The size of an attribute of type ${type} is not known: add it to bench/cost/request-units.ts.`);
  }
}

const utf8 = (text: string): number => Buffer.byteLength(text);

/** About a byte for two significant digits, and one more. */
function numberBytes(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[^0-9]/g, '')
    .replace(/^0+|0+$/g, '').length;
  return 1 + Math.ceil(digits / 2);
}

const kilobytes = (item: Item | undefined): number => (item ? Math.ceil(itemBytes(item) / 1024) : 0);

/** Write units of the table: each KB of the item before or after, whichever is larger; a refused write costs the same. */
export const tableWriteUnits = (before: Item | undefined, after: Item | undefined): number =>
  Math.max(1, kilobytes(before), kilobytes(after));

/** The properties of an index that determine the cost of writes. */
export interface Index {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Its projected attributes beside its keys, if any. */
  readonly attributes?: readonly string[];
}

/** Write units of an index: one write to put, change or remove an entry, two to move it, none when it is unchanged. */
export function indexWriteUnits(before: Item | undefined, after: Item | undefined, index: Index): number {
  const [old, recent] = [entryOf(before, index), entryOf(after, index)];
  if (isDeepStrictEqual(old, recent)) return 0;
  const moved = keysOf(index).some((key) => !isDeepStrictEqual(old?.[key], recent?.[key]));
  return moved ? kilobytes(old) + kilobytes(recent) : Math.max(kilobytes(old), kilobytes(recent));
}

/** An item is in the index while it has the index's keys. */
function entryOf(item: Item | undefined, index: Index): Item | undefined {
  const keys = keysOf(index);
  if (item === undefined || keys.some((key) => item[key] === undefined)) return undefined;
  const shown = [...keys, ...(index.attributes ?? [])];
  return Object.fromEntries(Object.entries(item).filter(([name]) => shown.includes(name)));
}

const keysOf = ({ partitionKey, sortKey }: Index): readonly string[] =>
  sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];

/** SQS and SNS bill each 64 KB of a request as one request. */
export const chunksOf = (body: string): number => Math.max(1, Math.ceil(utf8(body) / 65_536));
