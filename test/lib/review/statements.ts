import { list, type Named, resources, type Template, target } from './template.ts';

/** A statement of a policy, and where it stands. */
export interface Statement {
  readonly resource: Named;
  /** `trust`: who may take a role. `resource`: who may use what the policy is attached to. `identity`: what its bearer may do. */
  readonly kind: 'trust' | 'resource' | 'identity';
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly principals: Readonly<Record<string, unknown>> | string | undefined;
  readonly condition: Readonly<Record<string, Record<string, unknown>>>;
  /** `NotAction`, `NotResource` and `NotPrincipal`, as far as it has them. */
  readonly negations: readonly string[];
}

/**
 * Every statement of every policy in the template, whatever type of resource it is on: found by its shape.
 * @throws SyntaxError where a policy is a text, but not JSON
 */
export function statements(template: Template): Statement[] {
  return resources(template).flatMap((resource) =>
    documents(resource.properties).flatMap(({ key, document }) =>
      list(document.Statement).map((statement) => read(resource, key, statement)),
    ),
  );
}

interface Document {
  readonly Statement: RawStatement | readonly RawStatement[];
}

// biome-ignore lint/suspicious/noExplicitAny: what comes out of a template
type RawStatement = Record<string, any>;

/** A policy is an object with statements, or the same as a text. */
function documents(value: unknown, key = ''): { key: string; document: Document }[] {
  const text = textOf(value);
  if (text?.includes('"Statement"')) return documents(JSON.parse(text), key);
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value) return [{ key, document: value as Document }];
  return Object.entries(value).flatMap(([name, inner]) => documents(inner, name));
}

/** A text, in which references are words for what nobody knows yet. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] } | null)?.['Fn::Join'];
  return join?.[1].map((part) => (typeof part === 'string' ? part : `(${target(part) ?? 'reference'})`)).join(join[0]);
}

function read(resource: Named, key: string, statement: RawStatement): Statement {
  const principals = statement.Principal;
  return {
    resource,
    kind: key === 'AssumeRolePolicyDocument' ? 'trust' : principals || statement.NotPrincipal ? 'resource' : 'identity',
    effect: statement.Effect,
    actions: list(statement.Action),
    resources: list(statement.Resource),
    principals,
    condition: statement.Condition ?? {},
    negations: ['NotAction', 'NotResource', 'NotPrincipal'].filter((name) => name in statement),
  };
}
