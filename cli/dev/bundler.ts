import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildContext, context } from 'esbuild';
import {
  type Bundle,
  type BundlePlan,
  type BundleUse,
  buildOptions,
  bundlesIn,
  bundlesOf,
  codeFile,
} from '../../lib/bundles.ts';

/** A function's bundle, made anew. */
export interface Rebuilt {
  readonly name: string;
  readonly bundle: Bundle;
}

/** Whoever edits comes back to the same files. Each context holds what it has parsed: some tens of megabytes. */
const mostContexts = 2;

/** Bundles functions anew, and knows which code is live. */
export class Bundler {
  readonly #plan: BundlePlan;
  readonly #use: BundleUse;
  readonly #directory: string;
  readonly #codeOf: (name: string) => string;
  /** By the names of the functions that they bundle, the latest last. */
  readonly #contexts = new Map<string, Promise<BuildContext<{ write: false }>>>();
  readonly #live = new Map<string, Uint8Array | string>();

  /** @param assemblyDirectory where the code that is live was bundled */
  constructor(plan: BundlePlan, assemblyDirectory: string, use: BundleUse = {}) {
    const { directory, of } = bundlesIn(assemblyDirectory);
    this.#plan = plan;
    this.#use = use;
    this.#directory = directory;
    this.#codeOf = (name) => path.join(of(name), codeFile);
  }

  /** Bundles these functions, and gives those whose code is not what is live. Rejects as esbuild does. */
  async bundle(names: readonly string[]): Promise<Rebuilt[]> {
    const { outputFiles } = await (await this.#contextFor(names)).rebuild();
    const rebuilt = [...bundlesOf(outputFiles, this.#use)].map(([name, bundle]) => ({ name, bundle }));
    const isLive = await Promise.all(rebuilt.map((each) => this.#isLive(each)));
    return rebuilt.filter((_, index) => !isLive[index]);
  }

  /** From now on this is the code that runs. */
  setLive({ name, bundle }: Rebuilt): void {
    this.#live.set(name, codeIn(bundle));
  }

  async end(): Promise<void> {
    const contexts = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.all(contexts.map(async (each) => (await each).dispose()));
  }

  async #isLive({ name, bundle }: Rebuilt): Promise<boolean> {
    const live = this.#live.get(name) ?? (await readFile(this.#codeOf(name)));
    this.#live.set(name, live);
    return Buffer.from(live).equals(Buffer.from(codeIn(bundle)));
  }

  async #contextFor(names: readonly string[]): Promise<BuildContext<{ write: false }>> {
    const key = names.join();
    const found =
      this.#contexts.get(key) ??
      context({ ...buildOptions(this.#plan, this.#directory, { ...this.#use, names }), logLevel: 'silent' });
    this.#contexts.delete(key);
    this.#contexts.set(key, found);
    const [oldest] = this.#contexts;
    if (oldest !== undefined && this.#contexts.size > mostContexts) {
      this.#contexts.delete(oldest[0]);
      await (await oldest[1]).dispose();
    }
    return found;
  }
}

const codeIn = (bundle: Bundle): Uint8Array | string => bundle.get(codeFile) ?? '';
