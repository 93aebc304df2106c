import path from 'node:path';
import type { Cloud } from '../../local/index.ts';
import type { Synthesized } from '../start/bring-up.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { type Affected, affectedBy, type Inputs } from './affected.ts';
import type { Bundler, Rebuilt } from './bundler.ts';
import type { CheckTypes } from './check-types.ts';
import { replaceFunction } from './replace-function.ts';

/** The tools by which an edit goes live. */
export interface DevTools {
  readonly projectDirectory: string;
  readonly cloud: Pick<Cloud, 'functions' | 'replaceCode'>;
  readonly bundler: Pick<Bundler, 'inputs' | 'warmUp' | 'bundle' | 'setLive'>;
  /** Whether the live code is that of the sources as they are, when the loop begins. */
  readonly isUnedited: () => Promise<boolean>;
  readonly checkTypes: CheckTypes;
  readonly readTemplateInputs: () => Promise<Inputs['template']>;
  /** Writes a bundle into a directory, and returns the directory. */
  readonly writeBundle: (rebuilt: Rebuilt) => string;
  /**
   * Synthesizes the stack again, and returns its differences from the running one; undefined if only functions' code differs.
   * Rejects if it can't be synthesized or run.
   */
  readonly synthesize: (signal: AbortSignal) => Promise<NewTemplate | undefined>;
  readonly restart: (template: NewTemplate) => void;
  readonly say: (text: string) => void;
  /** Formats an error: a syntax error with its location, for example. */
  readonly explain: (error: unknown) => Promise<string>;
}

/** A stack that differs from the running one. */
export interface NewTemplate extends Synthesized {
  /** The differences, one a line. */
  readonly changes: readonly string[];
}

/**
 * Makes edits go live, one after the other; an edit during another one restarts that one, with both. Code that is live is loaded
 * while the next edit is bundled.
 */
export class DevLoop {
  readonly #tools: DevTools;
  /** The files of the running template. */
  #template: Inputs['template'];
  /** Edited, and not live yet: a mistake may be fixed in the same file or in another one. */
  readonly #unfinished = new Set<string>();
  #round = new AbortController();
  #working: Promise<void> = Promise.resolve();
  /** Resolves when the code of the edits so far is loaded, or is known not to be loadable. */
  #loading: Promise<void> = Promise.resolve();
  #ended = false;

  /** @param template the files of the running template */
  constructor(tools: DevTools, template: Inputs['template']) {
    this.#tools = tools;
    this.#template = template;
  }

  /** Makes an edit of these files go live. Resolves when there is nothing more to do. */
  async edit(files: readonly string[]): Promise<void> {
    for (const file of files) this.#unfinished.add(file);
    this.#round.abort();
    const round = new AbortController();
    this.#round = round;
    const editedAt = performance.now();
    this.#working = this.#working.then(() => this.#work(editedAt, round.signal));
    await this.#working;
    await this.#loading;
  }

  /** Reads and checks all running code, so that the first edit need not wait for that. Resolves to its type errors, if any. */
  warmUp(): Promise<string | undefined> {
    const { signal } = this.#round;
    const warming = this.#working.then(async () => {
      const { checkTypes, bundler, isUnedited } = this.#tools;
      // Errors of the bundler are reported at the first edit.
      const [checked] = await Promise.allSettled([checkTypes('functions', signal), bundler.warmUp(isUnedited, signal)]);
      return checked.status === 'fulfilled' ? checked.value : undefined;
    });
    this.#working = warming.then(() => {});
    return warming;
  }

  /**
   * Starts no more work; resolves when the current work has ended. Code that is being loaded may never be: it ends with the
   * stack, and nothing is said of it.
   */
  async end(): Promise<void> {
    this.#ended = true;
    this.#round.abort();
    await this.#working;
  }

  async #work(editedAt: number, signal: AbortSignal): Promise<void> {
    if (this.#ended || signal.aborted) return;
    const files = [...this.#unfinished];
    // What is added from now on was edited again.
    this.#unfinished.clear();
    let isDone = false;
    try {
      const affected = affectedBy(files, { functions: this.#tools.bundler.inputs, template: this.#template });
      isDone = await this.#workIn(affected, files, editedAt, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#tools.say(`${await this.#tools.explain(error)}\n${namesOf(this.#tools, files)}: the old code stays live.`);
    } finally {
      if (!isDone) for (const file of files) this.#unfinished.add(file);
    }
  }

  /** Whether the edit is live. */
  async #workIn(
    { functions, template }: Affected,
    files: readonly string[],
    editedAt: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (template) {
      const isRunning = await this.#synthesize(signal);
      if (!isRunning) return false;
    }
    return functions.length === 0 || (await this.#reload(functions, files, editedAt, signal));
  }

  /** Whether the running stack can stay. */
  async #synthesize(signal: AbortSignal): Promise<boolean> {
    const { checkTypes, synthesize, readTemplateInputs, restart, say } = this.#tools;
    say('The template was edited: synthesizing it again …');
    const wrong = await checkTypes('template', signal);
    if (wrong !== undefined) return this.#refuse(wrong, 'the stack');
    const template = await synthesize(signal);
    signal.throwIfAborted();
    if (template === undefined) {
      say('Nothing in the template differs.');
      // A file that cannot be read is being edited again: then they are read again after that.
      this.#template = await readTemplateInputs().catch(() => this.#template);
      return true;
    }
    say(['The template differs:', ...template.changes.map((change) => `  ${change}`)].join('\n'));
    this.#ended = true;
    restart(template);
    return false;
  }

  /** Whether invocations get the new code from now on. */
  async #reload(
    affected: readonly string[],
    files: readonly string[],
    editedAt: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { bundler, checkTypes, say } = this.#tools;
    const steps = [timed(bundler.bundle(affected, signal)), timed(checkTypes('functions', signal))] as const;
    // A restart after another edit must not overlap with the steps under way.
    await Promise.allSettled(steps);
    signal.throwIfAborted();
    const [bundled, checked] = await Promise.all(steps);
    if (checked.value !== undefined) return this.#refuse(checked.value, affected.join(', '));
    // A function loads one version of its code after the other.
    await unlessAborted(signal, () => this.#loading);
    if (this.#unfinished.size > 0) {
      // Code of an earlier edit turned out not to be loadable: bundle both.
      void this.edit([]);
      return false;
    }
    // From now on invocations get the new code: functions that have some load it first.
    const replaced = bundled.value.map((each) => this.#replace(each));
    const names = bundled.value.map(({ name }) => name).join(', ');
    const took = `bundled in ${bundled.ms}, types checked in ${checked.ms}`;
    const all = Math.round(performance.now() - editedAt);
    say(names === '' ? 'The edit changes no code that runs.' : `Reloaded ${names} in ${all} ms: ${took}.`);
    this.#loading = Promise.all(replaced).then((loaded) => {
      if (!loaded.every((isLoaded) => isLoaded)) for (const file of files) this.#unfinished.add(file);
    });
    return true;
  }

  #refuse(wrong: string, what: string): false {
    if (!this.#ended) this.#tools.say(`${wrong}\nThe old code of ${what} stays live.`);
    return false;
  }

  /** Whether the code could be loaded. */
  async #replace(rebuilt: Rebuilt): Promise<boolean> {
    const { cloud, writeBundle, bundler, explain } = this.#tools;
    bundler.setLive(rebuilt.name, rebuilt.bundle);
    try {
      await replaceFunction(cloud, rebuilt.name, writeBundle(rebuilt));
      return true;
    } catch (error) {
      bundler.setLive(rebuilt.name, undefined);
      return this.#refuse(await explain(error), rebuilt.name);
    }
  }
}

/** The result, with its duration in whole milliseconds. */
async function timed<Value>(work: Promise<Value>): Promise<{ readonly value: Value; readonly ms: number }> {
  const begunAt = performance.now();
  const value = await work;
  return { value, ms: Math.round(performance.now() - begunAt) };
}

const namesOf = ({ projectDirectory }: DevTools, files: readonly string[]): string =>
  files.map((file) => path.relative(projectDirectory, file)).join(', ');
