/** A command can't do what it was asked to. The message says why and what to do next. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** A command was called in a way that it does not understand. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}
