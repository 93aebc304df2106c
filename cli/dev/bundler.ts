import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildContext, context, type OutputFile, type PluginBuild } from 'esbuild';
import {
  type Bundle,
  type BundlePlan,
  type BundleUse,
  buildOptions,
  bundlesIn,
  bundlesOf,
  codeFile,
} from '../../lib/bundles.ts';

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
  readonly #codeOf: (name: string) => string;
  /** Caches the parsed sources of all functions: about a hundred megabytes. */
  #context: Promise<BuildContext<{ write: false }>> | undefined;
  /** The functions to build. The sources of the others are left out. */
  #wanted: ReadonlySet<string> = new Set();
  readonly #live = new Map<string, Uint8Array | string>();

  /** @param assemblyDirectory where the live code was bundled */
  constructor(plan: BundlePlan, assemblyDirectory: string, use: BundleUse = {}) {
    const { directory, of } = bundlesIn(assemblyDirectory);
    this.#plan = plan;
    this.#use = use;
    this.#directory = directory;
    this.#codeOf = (name) => path.join(of(name), codeFile);
  }

  /** Parses the sources of all functions before the first edit. Rejects as esbuild does. */
  async warmUp(signal?: AbortSignal): Promise<void> {
    await this.#build([], signal);
  }

  /**
   * Bundles these functions, and returns those whose code differs from the live code. Rejects as esbuild does, and early on the
   * signal. Call it only when the previous build has ended: esbuild lets a concurrent caller join the running build.
   */
  async bundle(names: readonly string[], signal?: AbortSignal): Promise<Rebuilt[]> {
    const outputFiles = await this.#build(names, signal);
    const rebuilt = [...bundlesOf(outputFiles, this.#use)].map(([name, bundle]) => ({ name, bundle }));
    const isLive = await Promise.all(rebuilt.map((each) => this.#isLive(each)));
    return rebuilt.filter((_, index) => !isLive[index]);
  }

  /** Records the code that now runs. */
  setLive({ name, bundle }: Rebuilt): void {
    this.#live.set(name, codeIn(bundle));
  }

  async end(): Promise<void> {
    const ended = this.#context;
    this.#context = undefined;
    await (await ended)?.dispose();
  }

  async #build(names: readonly string[], signal?: AbortSignal): Promise<OutputFile[]> {
    const wanted = new Set(names);
    this.#wanted = wanted;
    this.#context ??= context({
      ...buildOptions(this.#plan, this.#directory, this.#use),
      logLevel: 'silent',
      plugins: [{ name: 'wanted', setup: (build: PluginBuild) => this.#leaveOut(build) }],
    });
    const building = await this.#context;
    signal?.throwIfAborted();
    let canceled: Promise<void> | undefined;
    const cancel = () => {
      canceled = building.cancel();
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const { outputFiles } = await building.rebuild();
      return outputFiles.filter(({ path: file }) => wanted.has(path.basename(path.dirname(file))));
    } finally {
      // `cancel` stops whatever is being built: that must not be the next build.
      signal?.removeEventListener('abort', cancel);
      await canceled;
    }
  }

  /** Replaces unwanted entry points by empty modules; if none is wanted, one module imports them all. */
  #leaveOut({ onResolve, onLoad }: PluginBuild): void {
    const nameOf = new Map(Object.entries(this.#plan.entries).map(([name, file]) => [file, name]));
    const files = [...nameOf.keys()];
    onResolve({ filter: /handler\.ts$/ }, ({ kind, path: file }) => {
      const name = kind === 'entry-point' ? nameOf.get(file) : undefined;
      return name === undefined || this.#wanted.has(name) ? undefined : { path: file, namespace: 'left-out' };
    });
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path: file }) => {
      const isWarmUp = this.#wanted.size === 0 && file === files[0];
      const contents = isWarmUp ? files.map((each) => `import ${JSON.stringify(each)};`).join('\n') : '';
      return { contents, resolveDir: path.dirname(file) };
    });
  }

  async #isLive({ name, bundle }: Rebuilt): Promise<boolean> {
    const live = this.#live.get(name) ?? (await readFile(this.#codeOf(name)));
    this.#live.set(name, live);
    return Buffer.from(live).equals(Buffer.from(codeIn(bundle)));
  }
}

const codeIn = (bundle: Bundle): Uint8Array | string => bundle.get(codeFile) ?? '';
