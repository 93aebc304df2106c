import type { Assembly } from './assembly.ts';
import { dependencyOrder } from './dependency-order.ts';
import { UnsupportedResourceError } from './errors.ts';
import { resolve } from './intrinsics.ts';
import { localizeUrls } from './localize-urls.ts';
import type { Provider, Stack } from './resources/provider.ts';
import { isMeaningless, providerOf } from './resources/registry.ts';
import { StackScope } from './stack-scope.ts';
import type { Template, TemplateResource } from './template.ts';

/** A template, checked before anything is started. */
export interface Plan {
  scope: StackScope;
  /** Each after everything that it refers to. */
  resources: { logicalId: string; resource: TemplateResource; provider: Provider }[];
  ignored: { logicalId: string; type: string }[];
  outputs: NonNullable<Template['Outputs']>;
}

export interface Provisioned {
  physicalIds: Record<string, string>;
  outputs: Record<string, string>;
}

/** Decides what to create. Throws UnsupportedResourceError for the first type that cannot be run. */
export function planOf({ stackName, template }: Assembly): Plan {
  const scope = new StackScope(stackName, template);
  const isWanted = ({ Condition }: { Condition?: string }) => !Condition || scope.condition(Condition, 'Resources');
  const wanted = Object.entries(template.Resources).filter(([, resource]) => isWanted(resource));
  const ignored = wanted.filter(([, { Type }]) => isMeaningless(Type));
  for (const [logicalId] of ignored) scope.ignore(logicalId);
  const resources = Object.fromEntries(wanted.filter((entry) => !ignored.includes(entry)));
  return {
    scope,
    resources: dependencyOrder(resources).map((logicalId) => planned(logicalId, resources)),
    ignored: ignored.map(([logicalId, { Type }]) => ({ logicalId, type: Type })),
    outputs: Object.fromEntries(Object.entries(template.Outputs ?? {}).filter(([, output]) => isWanted(output))),
  };
}

/** Creates the planned resources one after the other: each takes about a millisecond. */
export async function provision({ scope, resources, outputs }: Plan, stack: Stack): Promise<Provisioned> {
  const physicalIds: Record<string, string> = {};
  const evaluate = (value: unknown, at: string) =>
    localizeUrls(resolve(value, scope, at), [...stack.apis.values(), ...stack.eventApis.values()]);
  for (const { logicalId, resource, provider } of resources) {
    const properties = evaluate(resource.Properties ?? {}, logicalId) as Record<string, unknown>;
    const identity = await provider({ logicalId, type: resource.Type, properties }, stack);
    scope.define(logicalId, identity);
    physicalIds[logicalId] = identity.ref;
  }
  const values = Object.entries(outputs).map(([name, { Value }]) => [name, String(evaluate(Value, `Outputs.${name}`))]);
  return { physicalIds, outputs: Object.fromEntries(values) };
}

function planned(logicalId: string, resources: Record<string, TemplateResource>): Plan['resources'][number] {
  const resource = resources[logicalId] as TemplateResource;
  const provider = providerOf(resource.Type);
  if (!provider) throw new UnsupportedResourceError(logicalId, resource.Type);
  return { logicalId, resource, provider };
}
