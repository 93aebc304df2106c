import type { APIGatewayProxyEvent } from 'aws-lambda';

/**
 * The possible values of a path parameter: as received, and decoded. REST APIs pass it on as it was sent, other gateways
 * decode it. It is decoded once at most, because ids may contain percent signs; a text that can't be decoded has only one
 * value.
 */
export function pathParameter({ pathParameters }: APIGatewayProxyEvent, name: string): readonly string[] {
  const sent = pathParameters?.[name] ?? '';
  try {
    return [sent, decodeURIComponent(sent)];
  } catch {
    return [sent];
  }
}
