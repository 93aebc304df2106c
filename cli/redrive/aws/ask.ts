import { MoveTasksUnsupportedError, QueueServiceError } from '../../errors.ts';

/** Calls a service. Its errors become a `QueueServiceError` that names the action. */
export async function ask<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new QueueServiceError(action, error as Error);
  }
}

/** Error names of services that do not support an action. */
const unknownAction = /UnsupportedOperation|InvalidAction|UnknownOperation|NotImplemented/;

/** The same for an action that the service may not support: then it throws `MoveTasksUnsupportedError`. */
export async function askIfSupported<Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    const cause = error as Error;
    throw unknownAction.test(cause.name)
      ? new MoveTasksUnsupportedError(action, cause)
      : new QueueServiceError(action, cause);
  }
}
