/** The app's context (`-c key=value`) is invalid. */
export class ContextError extends Error {
  /** `value` is undefined when the key is unknown, and null when the key is missing. */
  constructor(key: string, value: unknown, allowed: string) {
    super(messageOf(key, value, allowed));
    this.name = 'ContextError';
  }
}

function messageOf(key: string, value: unknown, allowed: string): string {
  if (value === undefined) return `Unknown context key "${key}". Known keys: ${allowed}.`;
  if (value === null) return `Context "${key}" is required. Allowed: ${allowed}.`;
  return `Context "${key}" cannot be ${JSON.stringify(value)}. Allowed: ${allowed}.`;
}
