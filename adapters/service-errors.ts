import type { SNSClient } from '@aws-sdk/client-sns';
import { NotTakenError, ServiceError } from '../core/errors.ts';
import { checkInTime } from './in-time.ts';

/** What is known of an error of the SDK, or of what is below it. */
interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Of Node's, such as ECONNREFUSED. */
  readonly code?: string;
}

/** No connection came about, so that nothing was sent. */
const unconnected = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether a single attempt certainly had no effect: it was not sent, or the service said that it did not take it, which
 * throttling errors of these services say, too (they are 4xx). Of a 5xx, a time-out and a lost connection that is not
 * known; a 408 is a time-out.
 */
function hadNoEffect(error: SdkError): boolean {
  const { code = '', $metadata } = error;
  const status = $metadata?.httpStatusCode ?? 0;
  const isRefused = status >= 400 && status < 500 && status !== 408;
  return isRefused || unconnected.has(code) || error instanceof NotTakenError;
}

/** The answer to a condition is no failure of the service. */
const isAnswer = ({ name }: Error): boolean => name === 'ConditionalCheckFailedException';

/**
 * Has a client of the SDK begin no attempt that nobody waits for, and throw what ports throw: `NotTakenError` where no attempt at a call had an effect, `ServiceError`
 * where one may have had. The last error alone does not tell: behind a throttled retry there may be a first attempt that
 * was carried out and whose answer was lost.
 */
export function throwingServiceErrors<Client extends { readonly middlewareStack: unknown }>(client: Client): Client {
  /** The calls of which an attempt may have had an effect, by what all of a call's attempts have in common. */
  const unsure = new WeakSet<object>();
  const unsureErrors = new WeakSet<object>();
  // The stacks of all clients are alike, but for the types of what goes through them.
  const stack = client.middlewareStack as SNSClient['middlewareStack'];

  stack.addRelativeTo(
    <Args extends object, Output>(next: (args: Args) => Promise<Output>, { commandName = '' }) =>
      async (args: Args) => {
        try {
          checkInTime(commandName);
          return await next(args);
        } catch (error) {
          if (!hadNoEffect(error as SdkError)) unsure.add(args);
          if (unsure.has(args)) unsureErrors.add(error as object);
          throw error;
        }
      },
    { name: 'watchAttempts', relation: 'after', toMiddleware: 'retryMiddleware' },
  );

  stack.add(
    (next, { commandName }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (cause) {
          const { name, message } = cause as Error;
          if (isAnswer(cause as Error)) throw cause;
          const Thrown = unsureErrors.has(cause as object) ? ServiceError : NotTakenError;
          throw new Thrown(`${commandName} failed: ${name}: ${message}`, { cause });
        }
      },
    { name: 'throwServiceErrors', step: 'initialize', priority: 'high' },
  );
  return client;
}
