import type { Cloud } from '../../local/index.ts';

/**
 * Replaces a function's code by that in a directory. The function's name is that of its code and log lines; a function that
 * the stack does not have is skipped. From the call on, new invocations wait for that code. Rejects with a FunctionError if the
 * code cannot be loaded.
 */
export async function replaceFunction(
  cloud: Pick<Cloud, 'functions' | 'replaceCode'>,
  service: string,
  directory: string,
): Promise<void> {
  const target = cloud.functions().find(({ environment }) => environment.POWERTOOLS_SERVICE_NAME === service);
  if (target !== undefined) await cloud.replaceCode(target.name, directory);
}
