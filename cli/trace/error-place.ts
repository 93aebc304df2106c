/** Such as `    at async e (core/pricing.ts:42:7)`, or without the function's name. */
const ownFrame = /^ {4}at (?:.* \()?((?:[\w-]+\/)+[\w.-]+\.ts:\d+):\d+\)?$/m;

/** Where an error was created, by its stack trace: the first place in this project's sources, such as `core/pricing.ts:42`. */
export function placeIn(stack: unknown): string | undefined {
  return typeof stack === 'string' ? ownFrame.exec(stack)?.[1] : undefined;
}

/** An error in one line: its name, its message, and its location if known. */
export function errorInLine(error: {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}): string {
  const what = [error.name, error.message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  const place = placeIn(error.stack);
  return place === undefined ? what : `${what} (${place})`;
}
