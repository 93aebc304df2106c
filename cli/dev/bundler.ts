import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildContext, context, type OutputFile } from 'esbuild';
import { type BundlePlan, buildOptions, bundlesIn } from '../../lib/bundles.ts';

/** A function's bundle, made anew. */
export interface Rebuilt {
  readonly name: string;
  /** Of the files of its bundle, by their names in its directory. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Whoever edits comes back to the same files. Each context holds what it has parsed: some tens of megabytes. */
const mostContexts = 2;

/** Bundles functions anew, and knows which code is live. */
export class Bundler {
  readonly #plan: BundlePlan;
  readonly #directory: string;
  readonly #codeOf: (name: string) => string;
  /** By the names of the functions that they bundle, the latest last. */
  readonly #contexts = new Map<string, Promise<BuildContext<{ write: false }>>>();
  readonly #live = new Map<string, Uint8Array>();

  /** @param assemblyDirectory where the code that is live was bundled */
  constructor(plan: BundlePlan, assemblyDirectory: string) {
    const { directory, of } = bundlesIn(assemblyDirectory);
    this.#plan = plan;
    this.#directory = directory;
    this.#codeOf = (name) => path.join(of(name), 'index.js');
  }

  /** Bundles these functions, and gives those whose code is not what is live. Rejects as esbuild does. */
  async bundle(names: readonly string[]): Promise<Rebuilt[]> {
    const { outputFiles } = await (await this.#contextFor(names)).rebuild();
    const rebuilt = names.map((name) => ({ name, files: filesOf(name, outputFiles) }));
    const isLive = await Promise.all(rebuilt.map((each) => this.#isLive(each)));
    return rebuilt.filter((_, index) => !isLive[index]);
  }

  /** From now on this is the code that runs. */
  setLive({ name, files }: Rebuilt): void {
    this.#live.set(name, codeIn(files));
  }

  async end(): Promise<void> {
    const contexts = [...this.#contexts.values()];
    this.#contexts.clear();
    await Promise.all(contexts.map(async (each) => (await each).dispose()));
  }

  async #isLive({ name, files }: Rebuilt): Promise<boolean> {
    const live = this.#live.get(name) ?? (await readFile(this.#codeOf(name)));
    this.#live.set(name, live);
    return Buffer.compare(live, codeIn(files)) === 0;
  }

  async #contextFor(names: readonly string[]): Promise<BuildContext<{ write: false }>> {
    const key = names.join();
    const found =
      this.#contexts.get(key) ??
      context({ ...buildOptions(this.#plan, this.#directory, [...names]), write: false, logLevel: 'silent' });
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

function filesOf(name: string, outputFiles: readonly OutputFile[]): ReadonlyMap<string, Uint8Array> {
  const own = outputFiles.filter((file) => path.basename(path.dirname(file.path)) === name);
  return new Map(own.map((file) => [path.basename(file.path), file.contents]));
}

const codeIn = (files: ReadonlyMap<string, Uint8Array>): Uint8Array => files.get('index.js') ?? new Uint8Array();
