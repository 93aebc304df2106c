import { readAssembly } from './assembly.ts';
import { planOf } from './provision.ts';
import type { Template } from './template.ts';

/**
 * Reads an assembly's template, if it can be run here. Throws AssemblyError, StackChoiceError, UnsupportedResourceError or
 * UnsupportedIntrinsicError otherwise.
 */
export async function runnableTemplate(assemblyDirectory: string, stackName?: string): Promise<Template> {
  const assembly = await readAssembly(assemblyDirectory, stackName);
  planOf(assembly);
  return assembly.template;
}
