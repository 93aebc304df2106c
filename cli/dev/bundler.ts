import path from 'node:path';
import { type BuildContext, context, type OutputFile, type PluginBuild } from 'esbuild';
import { type Bundle, type BundlePlan, type BundleUse, buildOptions, bundlesOf, codeFile } from '../../lib/bundles.ts';
import type { Inputs } from './affected.ts';
import { Packages, packagesFile } from './packages.ts';
import { collectLessOften, rebuild } from './rebuild.ts';

/** A function's new bundle. */
export interface Rebuilt {
  readonly name: string;
  readonly bundle: Bundle;
}

/** Bundles edited functions, and knows which code is live. */
export class Bundler {
  readonly #plan: BundlePlan;
  readonly #use: BundleUse;
  readonly #directory: string;
  readonly #packages: Packages;
  /** Caches the parsed sources of all functions. */
  #context: Promise<BuildContext<{ write: false }>> | undefined;
  /** The functions to build. The sources of the others are left out. */
  #wanted: ReadonlySet<string> = new Set();
  readonly #live = new Map<string, Bundle>();

  /** @param directory for the packages of the functions */
  constructor(plan: BundlePlan, directory: string, use: BundleUse = {}) {
    collectLessOften();
    this.#plan = plan;
    this.#use = use;
    this.#directory = directory;
    this.#packages = new Packages(plan, directory);
  }

  /** Each function's source files, as of the last bundling. */
  get inputs(): Inputs['functions'] {
    return this.#packages.inputs;
  }

  /** Reads `inputs` before the first bundling. Rejects as esbuild does if a file cannot be parsed. */
  async readInputs(): Promise<void> {
    await this.#packages.read();
  }

  /**
   * Bundles all functions before the first edit.
   * @param isUnedited whether the live code is that of the sources as they are. It is asked after the sources were read.
   */
  async warmUp(isUnedited: () => Promise<boolean>, signal?: AbortSignal): Promise<void> {
    const all = await this.bundle(Object.keys(this.#plan.entries), signal);
    if (await isUnedited()) for (const { name, bundle } of all) this.setLive(name, bundle);
  }

  /**
   * Bundles these functions, and returns those whose code differs from the live code. Rejects as esbuild does, and early on the
   * signal. Call it only when the previous build has ended: esbuild lets a concurrent caller join the running build.
   */
  async bundle(names: readonly string[], signal?: AbortSignal): Promise<Rebuilt[]> {
    await this.#packages.update(signal);
    const outputFiles = await this.#build(names, signal);
    return [...bundlesOf(outputFiles, this.#use)]
      .map(([name, bundle]) => ({ name, bundle: new Map([...bundle, this.#packages.loaderFor(name)]) }))
      .filter((each) => !this.#isLive(each));
  }

  /** Records the code that a function runs; undefined: it is not known, and differs from any other. */
  setLive(name: string, bundle: Bundle | undefined): void {
    if (bundle) this.#live.set(name, bundle);
    else this.#live.delete(name);
  }

  async end(): Promise<void> {
    const ended = this.#context;
    this.#context = undefined;
    await Promise.all([ended?.then((context) => context.dispose()), this.#packages.end()]);
  }

  async #build(names: readonly string[], signal?: AbortSignal): Promise<OutputFile[]> {
    const wanted = new Set(names);
    this.#wanted = wanted;
    this.#context ??= context({
      ...buildOptions(this.#plan, this.#directory, this.#use),
      logLevel: 'silent',
      plugins: [this.#packages.plugin, { name: 'wanted', setup: (build: PluginBuild) => this.#leaveOut(build) }],
    });
    const { outputFiles } = await rebuild(await this.#context, signal);
    return outputFiles.filter(({ path: file }) => wanted.has(path.basename(path.dirname(file))));
  }

  /** Replaces unwanted entry points by empty modules. */
  #leaveOut({ onResolve, onLoad }: PluginBuild): void {
    const nameOf = new Map(Object.entries(this.#plan.entries).map(([name, file]) => [file, name]));
    onResolve({ filter: /handler\.ts$/ }, ({ kind, path: file }) => {
      const name = kind === 'entry-point' ? nameOf.get(file) : undefined;
      return name === undefined || this.#wanted.has(name) ? undefined : { path: file, namespace: 'left-out' };
    });
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: '' }));
  }

  #isLive({ name, bundle }: Rebuilt): boolean {
    const live = this.#live.get(name);
    return (
      live !== undefined &&
      codeIn(live).every((code, index) => Buffer.from(code).equals(Buffer.from(codeIn(bundle)[index] ?? '')))
    );
  }
}

const codeIn = (bundle: Bundle): (Uint8Array | string)[] =>
  [codeFile, packagesFile].map((file) => bundle.get(file) ?? '');
