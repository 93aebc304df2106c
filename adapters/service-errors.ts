import type { SNSClient } from '@aws-sdk/client-sns';
import { NotTakenError, ServiceError } from '../core/errors.ts';
import { checkInTime } from './in-time.ts';

/** The known fields of an error of the SDK, or of the layers below it. */
interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** A code of Node, such as ECONNREFUSED. */
  readonly code?: string;
}

/** No connection was established, so nothing was sent. */
const unconnected = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Whether a single attempt certainly had no effect: it was not sent, or the service refused it, as throttling errors of these
 * services do, too (they are 4xx). After a 5xx, a time-out or a lost connection that is unknown; a 408 is a time-out.
 */
function hadNoEffect(error: SdkError): boolean {
  const { code = '', $metadata } = error;
  const status = $metadata?.httpStatusCode ?? 0;
  const isRefused = status >= 400 && status < 500 && status !== 408;
  return isRefused || unconnected.has(code) || error instanceof NotTakenError;
}

/** A failed condition is an answer, not a failure of the service. */
const isAnswer = ({ name }: Error): boolean => name === 'ConditionalCheckFailedException';

/**
 * Makes a client of the SDK start no attempt whose caller no longer waits, and throw the errors of ports: `NotTakenError` if
 * no attempt of a call had an effect, `ServiceError` if one may have had. The last error alone is not enough: before a
 * throttled retry a first attempt may have been carried out, with its answer lost.
 */
export function throwingServiceErrors<Client extends { readonly middlewareStack: unknown }>(client: Client): Client {
  /** The calls with an attempt that may have had an effect, by an object that all attempts of a call share. */
  const unsure = new WeakSet<object>();
  const unsureErrors = new WeakSet<object>();
  // The middleware stacks of all clients are alike, except for their input and output types.
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
