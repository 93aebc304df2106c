/** A synthesized template, as far as the walkers look at it. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a resource's properties are is what the walkers ask
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
}

/** A resource of a template, and its logical id. */
export interface Named {
  readonly id: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly properties: any;
  readonly deletionPolicy: string | undefined;
}

/** The resources of the types that `type` matches, or all of them. */
export function resources({ Resources }: Template, type: string | RegExp = /./): Named[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => (typeof type === 'string' ? Type === type : type.test(Type)))
    .map(([id, { Type, Properties, DeletionPolicy }]) => ({
      id,
      type: Type,
      properties: Properties ?? {},
      deletionPolicy: DeletionPolicy,
    }));
}

/** The logical id that a `Ref` or a `Fn::GetAtt` points at. */
export function target(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return Ref ?? attribute?.[0];
}

/** CloudFormation takes one or several nearly everywhere. */
export function list<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  return value === undefined ? [] : ([value].flat() as Item[]);
}
