import { ServiceError } from '../core/errors.ts';

/** A service did not answer in time. */
export class TimeLimitError extends ServiceError {
  override readonly name = 'TimeLimitError';

  constructor(service: string, ms: number) {
    super(`${service} did not answer within ${ms} ms.`);
  }
}

/** What `abort` would make itself, with a stack trace: each time, after each call. */
const over = new DOMException('The call is over.', 'AbortError');

/**
 * Gives a call of a service its own time-out, shorter than the function's, so that a slow service becomes an error that can
 * be answered. The signal aborts the call at the time-out.
 */
export async function withTimeLimit<Result>(
  service: string,
  ms: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(service, ms)), ms);
  });
  try {
    return await Promise.race([call(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
    controller.abort(over);
  }
}
