import { CircularDependencyError } from './errors.ts';
import { referencesOf } from './intrinsics.ts';
import type { TemplateResource } from './template.ts';

/** The logical ids of `resources`, each after everything that it refers to. Throws CircularDependencyError. */
export function dependencyOrder(resources: Record<string, TemplateResource>): string[] {
  const ordered = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]): void => {
    if (ordered.has(logicalId)) return;
    if (path.includes(logicalId)) throw new CircularDependencyError([...path, logicalId]);
    for (const dependency of dependenciesOf(resources, logicalId)) visit(dependency, [...path, logicalId]);
    ordered.add(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return [...ordered];
}

function dependenciesOf(resources: Record<string, TemplateResource>, logicalId: string): string[] {
  const resource = resources[logicalId];
  const names = [...referencesOf(resource?.Properties), ...[resource?.DependsOn ?? []].flat()];
  return names.filter((name) => Object.hasOwn(resources, name));
}
