/** Required environment variables of a function are not set: a mistake of the stack, found at cold start. */
export class MissingEnvironmentError extends Error {
  constructor(names: readonly string[]) {
    super(`Missing environment variables: ${names.join(', ')}.`);
    this.name = 'MissingEnvironmentError';
  }
}

/** The values of these variables, in order. Throws `MissingEnvironmentError`, which names each that is missing or empty. */
export function environment<const Names extends readonly string[]>(
  ...names: Names
): { [Index in keyof Names]: string } {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new MissingEnvironmentError(missing);
  return names.map((name) => process.env[name]) as { [Index in keyof Names]: string };
}
