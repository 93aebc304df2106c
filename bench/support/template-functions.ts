import { readAssembly } from '../../local/assembly.ts';

/** A function of a synthesized template. */
export interface TemplateFunction {
  /** The folder of its handler, as in `functions/<name>`. */
  readonly name: string;
  /** The folder of its bundle, `index.js`. */
  readonly directory: string;
  /** Its variables in the template: text, or a reference to a resource. */
  readonly environment: Readonly<Record<string, unknown>>;
}

/** The functions of a synthesized stack, in the order of their names. */
export async function functionsOf(assemblyDirectory: string): Promise<TemplateFunction[]> {
  const { template, assetDirectory } = await readAssembly(assemblyDirectory);
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => {
      const { Code, Environment } = Properties as unknown as FunctionProperties;
      const environment = Environment?.Variables ?? {};
      const name = String(environment.POWERTOOLS_SERVICE_NAME);
      return { name, directory: assetDirectory(Code.S3Key), environment };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

interface FunctionProperties {
  readonly Code: { readonly S3Key: string };
  readonly Environment?: { readonly Variables?: Record<string, unknown> };
}

/** The variables with references to resources replaced by texts. `textOf` receives a reference, such as `{ Ref: 'Rides' }`. */
export function resolvedEnvironment(
  { environment }: Pick<TemplateFunction, 'environment'>,
  textOf: (reference: unknown) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, typeof value === 'string' ? value : textOf(value)]),
  );
}
