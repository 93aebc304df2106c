import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type BuildContext, context, type Plugin } from 'esbuild';
import { type BundlePlan, buildOptions } from '../../lib/bundles.ts';
import type { Inputs } from './affected.ts';
import { functionInputs, importsAlone } from './read-inputs.ts';
import { rebuild } from './rebuild.ts';

/** Next to a bundle: loads its packages. */
export const packagesFile = 'packages.js';

/** What a function's own sources import: the names by package; `*` for all of them. */
type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * The packages of all functions, bundled in advance: an edit changes none of this code, which is nine tenths of a function. Each
 * function has a file that exports what its sources import, with the same versions, conditions and order as in its own bundle.
 */
export class Packages {
  readonly #plan: BundlePlan;
  readonly #directory: string;
  #reader: Promise<BuildContext<typeof importsAlone>> | undefined;
  #inputs: Inputs['functions'] = new Map();
  #imports: ReadonlyMap<string, Imports> = new Map();
  /** Each function's file. Never overwritten: running code may still load the one before. */
  readonly #files = new Map<string, string>();
  #generation = 0;

  /** @param directory for the files */
  constructor(plan: BundlePlan, directory: string) {
    this.#plan = plan;
    this.#directory = directory;
  }

  /** Each function's source files, as they were last read. */
  get inputs(): Inputs['functions'] {
    return this.#inputs;
  }

  /**
   * The file next to a function's bundle. The packages stay where they are: a copy would be compiled anew, at a cost of some 30 ms.
   */
  loaderFor(name: string): [file: string, code: string] {
    return [packagesFile, `module.exports = require(${JSON.stringify(this.#files.get(name))});\n`];
  }

  /** Reads the sources of all functions. Returns what they import. Rejects as esbuild does, and early on the signal. */
  async read(signal?: AbortSignal): Promise<ReadonlyMap<string, Imports>> {
    this.#reader ??= context({ ...buildOptions(this.#plan, this.#directory), ...importsAlone });
    const { outputFiles, metafile } = await rebuild(await this.#reader, signal);
    this.#inputs = functionInputs(metafile);
    return new Map(outputFiles.map(({ path: file, text }) => [path.basename(path.dirname(file)), importsIn(text)]));
  }

  /** Bundles the packages of functions that import something else than before. Rejects as esbuild does, and early on the signal. */
  async update(signal?: AbortSignal): Promise<void> {
    const imports = await this.read(signal);
    const changed = [...imports].filter(([name, each]) => !isDeepStrictEqual(each, this.#imports.get(name)));
    if (changed.length === 0) return;
    this.#generation += 1;
    const outdir = path.join(this.#directory, String(this.#generation));
    const building = await context({
      ...this.#options(),
      outdir,
      entryPoints: changed.map(([name]) => ({ in: `packages:${name}`, out: name })),
      plugins: [this.#exportsOf(imports)],
    });
    try {
      const { outputFiles } = await rebuild(building, signal);
      await mkdir(outdir, { recursive: true });
      await Promise.all(outputFiles.map(({ path: file, contents }) => writeFile(file, contents)));
    } finally {
      await building.dispose();
    }
    for (const [name] of changed) this.#files.set(name, path.join(outdir, `${name}.js`));
    this.#imports = imports;
  }

  /** Makes own sources load packages from the file next to the bundle. */
  get plugin(): Plugin {
    return {
      name: 'packages',
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /^[^./#]/ }, ({ path: name, kind, importer }) =>
          kind === 'import-statement' && isOwn(importer) && this.#namesOf(name).length > 0
            ? { path: name, namespace: 'package' }
            : undefined,
        );
        onResolve({ filter: /./, namespace: 'package' }, ({ path: file }) => ({ path: file, external: true }));
        onLoad({ filter: /./, namespace: 'package' }, ({ path: name }) => ({ contents: this.#loaderOf(name) }));
      },
    };
  }

  async end(): Promise<void> {
    await (await this.#reader)?.dispose();
  }

  #options() {
    const { inject: _, sourcemap: __, ...options } = buildOptions(this.#plan, this.#directory);
    return { ...options, logLevel: 'silent' as const };
  }

  #exportsOf(imports: ReadonlyMap<string, Imports>): Plugin {
    return {
      name: 'packages',
      setup: ({ onResolve, onLoad }) => {
        const prefix = /^packages:/;
        onResolve({ filter: prefix }, ({ path: entry }) => ({
          // As if it were among the function's sources: so it imports what they would.
          path: path.join(path.dirname(this.#plan.entries[entry.replace(prefix, '')] ?? ''), 'packages.mjs'),
          pluginData: imports.get(entry.replace(prefix, '')),
        }));
        onLoad({ filter: /packages\.mjs$/ }, ({ path: file, pluginData }) =>
          pluginData === undefined ? undefined : { contents: exported(pluginData), resolveDir: path.dirname(file) },
        );
      },
    };
  }

  /** Of all functions. */
  #namesOf(name: string): string[] {
    return [...new Set([...this.#imports.values()].flatMap((imports) => imports.get(name) ?? []))];
  }

  #loaderOf(name: string): string {
    const names = this.#namesOf(name);
    const loaded = `require('./${packagesFile}')[${JSON.stringify(name)}]`;
    if (names.includes('*')) return `module.exports = ${loaded};`;
    const locals = names.map((each, index) => [each, `_${index}`]);
    return [
      `const { ${locals.map(([each, local]) => `${each}: ${local}`)} } = ${loaded} ?? {};`,
      `export { ${locals.map(([each, local]) => `${local} as ${each}`)} };`,
      // Accepts imports of other names: no code uses them, or they would be among these.
      `export * from './${packagesFile}';`,
    ].join('\n');
  }
}

const isOwn = (importer: string): boolean => !importer.split(path.sep).includes('node_modules');

const exported = (imports: Imports): string =>
  [...imports]
    .map(([name, names], index) => {
      const [from, as] = [JSON.stringify(name), `_${index}`];
      if (names.includes('*')) return `export * as ${from} from ${from};`;
      const locals = names.map((each, nth) => [each, `${as}_${nth}`]);
      return [
        `import { ${locals.map(([each, local]) => `${each} as ${local}`)} } from ${from};`,
        `const ${as} = { ${locals.map(([each, local]) => `${each}: ${local}`)} };`,
        `export { ${as} as ${from} };`,
      ].join('\n');
    })
    .join('\n');

/** The imports in esbuild's output, in the order of evaluation. It writes each as one line. */
function importsIn(text: string): Imports {
  const found = new Map<string, string[]>();
  for (const [, what = '', name = ''] of text.matchAll(/^import (?:(.+) from )?"([^"]+)";$/gm)) {
    if (/^([./#]|node:)/.test(name)) continue;
    const names = found.get(name) ?? [];
    const [, byDefault, all, list = ''] = /^(\w+)?(?:, )?(?:(\* as \w+)|\{ (.*) \})?$/.exec(what) ?? [];
    if (byDefault !== undefined) names.push('default');
    if (all !== undefined) names.push('*');
    names.push(
      ...list
        .split(', ')
        .filter((each) => each !== '')
        .map((each) => each.replace(/ as .*/, '')),
    );
    found.set(name, [...new Set(names)].sort());
  }
  return found;
}
