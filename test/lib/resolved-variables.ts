import { resolve } from '../../local/intrinsics.ts';
import { StackScope } from '../../local/stack-scope.ts';
import type { Template } from '../../local/template.ts';
import type { Synthesized } from './synthesize.ts';

/** The account of emulators, and one of AWS. */
export const accounts = { emulator: '000000000000', aws: '123456789012' } as const;

/** What a function is told in an account: its environment, with the template's conditions as they hold there. */
export function resolvedVariables(
  stack: Synthesized,
  functionName: string,
  account: keyof typeof accounts,
): Record<string, string> {
  const template = stack.template.toJSON() as Template & Required<Pick<Template, 'Conditions'>>;
  const scope = new StackScope('Test', template);
  for (const id of Object.keys(template.Resources)) scope.define(id, { ref: id, attributes: {} });
  const there = Object.assign(Object.create(scope), {
    ref: (name: string, at: string) => (name === 'AWS::AccountId' ? accounts[account] : scope.ref(name, at)),
    // The scope resolves conditions by itself, so here they are resolved by the one that is there.
    condition: (name: string, at: string): boolean => resolve(template.Conditions[name], there, at) === true,
  });
  const { Variables } = stack.functionNamed(functionName).Properties.Environment;
  return resolve(Variables, there, 'Variables') as Record<string, string>;
}
