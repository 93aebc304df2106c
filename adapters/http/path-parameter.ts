import type { APIGatewayProxyEvent } from 'aws-lambda';

/**
 * What a path parameter may stand for: itself, and what it is decoded. REST APIs hand it over as it was sent, other gateways
 * decoded. It is decoded once at most, as ids may have percent signs of their own; what cannot be is only itself.
 */
export function pathParameter({ pathParameters }: APIGatewayProxyEvent, name: string): readonly string[] {
  const sent = pathParameters?.[name] ?? '';
  try {
    return [sent, decodeURIComponent(sent)];
  } catch {
    return [sent];
  }
}
