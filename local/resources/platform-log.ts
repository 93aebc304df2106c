import type { Stack } from './provider.ts';

/** Logs lines of the embedded cloud itself about a resource. */
export const platformLog =
  (stack: Pick<Stack, 'onLog'>, logicalId: string) =>
  (line: string): void =>
    stack.onLog?.({ at: Date.now(), functionName: logicalId, stream: 'platform', line });
