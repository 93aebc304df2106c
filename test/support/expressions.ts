import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';

/** What is no attribute's name in an expression of DynamoDB: key words, functions. */
const words = new Set([
  'SET',
  'REMOVE',
  'ADD',
  'DELETE',
  'AND',
  'OR',
  'NOT',
  'BETWEEN',
  'IN',
  'if_not_exists',
  'list_append',
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);

/**
 * The attributes that an update names, at the top level, its key's included: what IAM's `dynamodb:Attributes` is.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function attributesNamedIn(update: UpdateCommandInput): Set<string> {
  const { Key = {}, UpdateExpression = '', ConditionExpression = '', ExpressionAttributeNames: names = {} } = update;
  const paths = `${UpdateExpression} ${ConditionExpression}`.match(/[#:]?[A-Za-z_][\w.#[\]-]*/g) ?? [];
  const named = paths
    .filter((path) => !path.startsWith(':') && !words.has(path))
    .map((path) => path.split(/[.[]/, 1)[0] ?? path)
    .map((name) => names[name] ?? name);
  return new Set([...Object.keys(Key), ...named]);
}
