/** Such as `    at async e (core/pricing.ts:42:7)`, or without what is called. */
const ownFrame = /^ {4}at (?:.* \()?((?:[\w-]+\/)+[\w.-]+\.ts:\d+):\d+\)?$/m;

/** Where an error was made, by its stack trace: the first place that is in this project's sources, such as `core/pricing.ts:42`. */
export function placeIn(stack: unknown): string | undefined {
  return typeof stack === 'string' ? ownFrame.exec(stack)?.[1] : undefined;
}

/** An error in a line: its name, what it says, and where it was made as far as that is known. */
export function errorInLine(error: {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}): string {
  const what = [error.name, error.message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  const place = placeIn(error.stack);
  return place === undefined ? what : `${what} (${place})`;
}
