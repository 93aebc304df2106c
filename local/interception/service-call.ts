/** A call that a function makes of an embedded service. */
export interface ServiceCall {
  functionName: string;
  service: ServiceName;
  /** As the service names it: `SendMessage`, `Publish`, `UpdateItem`. */
  operation: string;
  /** As it came: JSON for SQS and DynamoDB, a form for SNS. */
  body: string;
}

export type ServiceName = 'sqs' | 'sns' | 'dynamodb';

/** What becomes of a call. */
export type Fate =
  | 'pass'
  /** It reaches the service later. */
  | { kind: 'delay'; ms: number }
  /** It never reaches the service: the connection breaks. */
  | { kind: 'reset' }
  /** The service refuses it; `code` is the service's own error type. */
  | { kind: 'error'; statusCode: number; code: string }
  /** It has its effect, but the connection breaks before the answer: the caller cannot know. */
  | { kind: 'lose-answer' }
  /** It never reaches the service, and the connection stays open. */
  | { kind: 'hang' }
  /** It reaches the service twice; the caller gets the first answer. */
  | { kind: 'twice' };

/** Decides on each call before it reaches its service. It may take its time: the call waits. */
export type Intercept = (call: ServiceCall) => Fate | Promise<Fate>;
