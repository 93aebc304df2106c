import { type TargetName, targets } from './targets/index.ts';
import { type Target, TargetError, type TargetOptions } from './targets/target.ts';

/** What the runner is told, as it tells the suite: vitest's workers have no command line of their own. */
export interface SuiteOptions extends TargetOptions {
  readonly target: TargetName;
}

const variables = {
  target: 'E2E_TARGET',
  endpoint: 'E2E_ENDPOINT',
  outputsFile: 'E2E_OUTPUTS',
} as const satisfies Record<keyof SuiteOptions, string>;

const flags: Readonly<Record<keyof TargetOptions, string>> = {
  endpoint: '--endpoint URL',
  outputsFile: '--outputs FILE',
};

/** Throws `TargetError` for a target that there is none of, an option that it needs, or one that it has no use for. */
export function checkedOptions({ target, ...given }: TargetOptions & { readonly target: string }): SuiteOptions {
  if (!isTarget(target)) throw new TargetError(`--target must be ${Object.keys(targets).join(', ')}, not ${target}.`);
  const { needs }: Target = targets[target];
  for (const [name, flag] of Object.entries(flags) as [keyof TargetOptions, string][]) {
    if (needs.includes(name) && !given[name]) throw new TargetError(`--target ${target} needs ${flag}.`);
    if (!needs.includes(name) && given[name] !== undefined)
      throw new TargetError(`--target ${target} takes no ${flag}.`);
  }
  if (given.endpoint !== undefined && !URL.canParse(given.endpoint)) {
    throw new TargetError(`--endpoint must be a URL such as http://127.0.0.1:4566, not ${given.endpoint}.`);
  }
  return { target, ...given };
}

const isTarget = (name: string): name is TargetName => Object.hasOwn(targets, name);

/** The environment that tells the suite. */
export const environmentOf = (options: SuiteOptions): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [variable, options[name as keyof SuiteOptions]]),
  );

/** What the suite was told; it runs on the embedded cloud when nobody says otherwise. */
export const toldOptions = (environment: NodeJS.ProcessEnv): SuiteOptions =>
  checkedOptions({
    target: environment[variables.target] ?? 'embedded',
    endpoint: environment[variables.endpoint],
    outputsFile: environment[variables.outputsFile],
  });
