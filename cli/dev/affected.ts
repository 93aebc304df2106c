/** Which files the functions and the template are made of: absolute paths. */
export interface Inputs {
  readonly functions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly template: ReadonlySet<string>;
}

/** What has to be made anew. */
export interface Affected {
  /** Names of functions. */
  readonly functions: readonly string[];
  readonly template: boolean;
}

/** Every file that something is made of. */
export const allFiles = ({ functions, template }: Inputs): ReadonlySet<string> =>
  new Set([...template, ...[...functions.values()].flatMap((made) => [...made])]);

/** What an edit of these files concerns: whoever is made of one of them. */
export function affectedBy(files: Iterable<string>, inputs: Inputs): Affected {
  const edited = [...files];
  const has = (made: ReadonlySet<string>) => edited.some((file) => made.has(file));
  return {
    functions: [...inputs.functions].filter(([, made]) => has(made)).map(([name]) => name),
    template: has(inputs.template),
  };
}
