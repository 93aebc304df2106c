import type { Fate, ServiceCall } from './service-call.ts';

export interface ErrorAnswer {
  statusCode: number;
  contentType: string;
  body: string;
}

type Refusal = Extract<Fate, { kind: 'error' }>;

const NAMESPACES = { sqs: 'com.amazonaws.sqs', dynamodb: 'com.amazonaws.dynamodb.v20120810' };

/** An error in the shape in which the service itself reports it. */
export function serviceError({ service, operation }: ServiceCall, { statusCode, code }: Refusal): ErrorAnswer {
  const message = `${operation} was refused by the interception.`;
  if (service === 'sns') return { statusCode, contentType: 'text/xml', body: xmlError(code, message, statusCode) };
  const body = JSON.stringify({ __type: `${NAMESPACES[service]}#${code}`, message });
  return { statusCode, contentType: 'application/x-amz-json-1.0', body };
}

function xmlError(code: string, message: string, statusCode: number): string {
  const type = statusCode < 500 ? 'Sender' : 'Receiver';
  return (
    '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
    `<Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
    '<RequestId>intercepted</RequestId></ErrorResponse>'
  );
}
