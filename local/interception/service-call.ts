/** A function's call to an embedded service. */
export interface ServiceCall {
  functionName: string;
  service: ServiceName;
  /** The service's own name for it: `SendMessage`, `Publish`, `UpdateItem`. */
  operation: string;
  /** Unchanged: JSON for SQS and DynamoDB, a form for SNS. */
  body: string;
}

export type ServiceName = 'sqs' | 'sns' | 'dynamodb';

/** What happens to a call. */
export type Fate =
  | 'pass'
  /** It reaches the service later. */
  | { kind: 'delay'; ms: number }
  /** It never reaches the service: the connection breaks. */
  | { kind: 'reset' }
  /** The service rejects it; `code` is the service's own error type. */
  | { kind: 'error'; statusCode: number; code: string }
  /** It takes effect, but the connection breaks before the response: the caller cannot know the outcome. */
  | { kind: 'lose-answer' }
  /** It never reaches the service, and the connection stays open. */
  | { kind: 'hang' }
  /** It reaches the service twice; the caller gets the first response. */
  | { kind: 'twice' };

/** Decides on each call before it reaches its service. The call waits for the decision. */
export type Intercept = (call: ServiceCall) => Fate | Promise<Fate>;
