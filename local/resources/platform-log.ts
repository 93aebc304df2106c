import type { Stack } from './provider.ts';

/** Writes lines of the embedded cloud's own about a resource into the log. */
export const platformLog =
  (stack: Pick<Stack, 'onLog'>, logicalId: string) =>
  (line: string): void =>
    stack.onLog?.({ at: Date.now(), functionName: logicalId, stream: 'platform', line });
