/** The source files of the functions and of the template: absolute paths. */
export interface Inputs {
  readonly functions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly template: ReadonlySet<string>;
}

/** What has to be rebuilt. */
export interface Affected {
  /** Names of functions. */
  readonly functions: readonly string[];
  readonly template: boolean;
}

/** All source files. */
export const allFiles = ({ functions, template }: Inputs): ReadonlySet<string> =>
  new Set([...template, ...[...functions.values()].flatMap((made) => [...made])]);

/** What an edit of these files affects: everything that is built from one of them. */
export function affectedBy(files: Iterable<string>, inputs: Inputs): Affected {
  const edited = [...files];
  const has = (made: ReadonlySet<string>) => edited.some((file) => made.has(file));
  return {
    functions: [...inputs.functions].filter(([, made]) => has(made)).map(([name]) => name),
    template: has(inputs.template),
  };
}
