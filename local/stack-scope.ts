import { ACCOUNT_ID, arnOf, REGION } from './identity.ts';
import { resolve, type Scope, unresolved } from './intrinsics.ts';
import type { Template } from './template.ts';

/** What a created resource returns for `Ref` and `Fn::GetAtt`. */
export interface ResourceIdentity {
  ref: string;
  attributes: Record<string, string>;
}

/** The names that a stack's expressions can refer to; it grows as resources are created. */
export class StackScope implements Scope {
  readonly #template: Template;
  readonly #pseudoParameters: Record<string, unknown>;
  readonly #resources = new Map<string, ResourceIdentity>();
  readonly #ignored = new Set<string>();

  constructor(stackName: string, template: Template) {
    this.#template = template;
    this.#pseudoParameters = {
      'AWS::AccountId': ACCOUNT_ID,
      'AWS::NoValue': undefined,
      'AWS::NotificationARNs': [],
      'AWS::Partition': 'aws',
      'AWS::Region': REGION,
      'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stackName}/local`,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
  }

  define(logicalId: string, identity: ResourceIdentity): void {
    this.#resources.set(logicalId, identity);
  }

  /** A resource that is not created; references to it (a function's to its role) get a made-up name or ARN. */
  ignore(logicalId: string): void {
    this.#ignored.add(logicalId);
  }

  ref(name: string, at: string): unknown {
    if (name in this.#pseudoParameters) return this.#pseudoParameters[name];
    const parameter = this.#template.Parameters?.[name];
    if (parameter?.Default !== undefined) return parameter.Default;
    if (this.#ignored.has(name)) return name;
    return (this.#resources.get(name) ?? unresolved(name, at)).ref;
  }

  attribute(logicalId: string, name: string, at: string): string {
    if (this.#ignored.has(logicalId)) return arnOf('ignored', `${logicalId}/${name}`);
    const resource = this.#resources.get(logicalId) ?? unresolved(logicalId, at);
    return resource.attributes[name] ?? unresolved(`${logicalId}.${name}`, at);
  }

  condition(name: string, at: string): boolean {
    const expression = this.#template.Conditions?.[name] ?? unresolved(`Condition ${name}`, at);
    return resolve(expression, this, `Conditions.${name}`) === true;
  }

  mapping([map, key, subkey]: readonly [string, string, string], at: string): unknown {
    return this.#template.Mappings?.[map]?.[key]?.[subkey] ?? unresolved(`Mapping ${map}.${key}.${subkey}`, at);
  }
}
