import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceCall } from './service-call.ts';

/** The service and operation that a request calls: JSON protocols name it in a header, SNS's in the body. */
export function calledOf(headers: IncomingHttpHeaders, content: Buffer): Omit<ServiceCall, 'functionName'> {
  const body = content.toString('utf8');
  const [prefix = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
  if (prefix.startsWith('DynamoDB')) return { service: 'dynamodb', operation, body };
  if (prefix === 'AmazonSQS') return { service: 'sqs', operation, body };
  return { service: 'sns', operation: new URLSearchParams(body).get('Action') ?? '', body };
}
