/** The app's context (`-c key=value`) says something that the stack does not understand. */
export class ContextError extends Error {
  /** `value` is undefined when it is the key that is unknown. */
  constructor(key: string, value: unknown, allowed: string) {
    super(
      value === undefined
        ? `Unknown context key "${key}". Known keys: ${allowed}.`
        : `Context "${key}" cannot be ${JSON.stringify(value)}. Allowed: ${allowed}.`,
    );
    this.name = 'ContextError';
  }
}
