/**
 * Does some work, and returns its result. Rejects as soon as the signal aborts, by default with the signal's reason; it does not
 * wait for the work then, or does not begin it.
 */
export async function unlessAborted<Result>(
  signal: AbortSignal,
  work: () => Promise<Result>,
  reason: () => unknown = () => signal.reason,
): Promise<Result> {
  if (signal.aborted) throw reason();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const give = () => reject(reason());
  signal.addEventListener('abort', give);
  return Promise.race([aborted, work()]).finally(() => signal.removeEventListener('abort', give));
}
