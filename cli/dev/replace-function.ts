import type { Cloud } from '../../local/index.ts';

/**
 * Has a function run the code in a directory, by the name that its code and its log lines have. One that the stack does not
 * have is passed over. Rejects with a FunctionError where the code cannot be loaded.
 */
export async function replaceFunction(
  cloud: Pick<Cloud, 'functions' | 'replaceCode'>,
  service: string,
  directory: string,
): Promise<void> {
  const target = cloud.functions().find(({ environment }) => environment.POWERTOOLS_SERVICE_NAME === service);
  if (target !== undefined) await cloud.replaceCode(target.name, directory);
}
