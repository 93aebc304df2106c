import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVitest, type TestModule, type TestProject, type Vitest } from 'vitest/node';
import config from '../../vitest.config.ts';
import { type Mutant, mutated, root } from './mutant.ts';

/** What came of a mutant's tests. `failure`: the first test that failed, and how. */
export interface Outcome {
  readonly passed: number;
  readonly failure?: string | undefined;
  /** Why there is no verdict: a file did not load, which would make any test fail. */
  readonly broken?: string | undefined;
}

/** A test that runs for longer hangs: those of the list take a second or two. */
const testTimeout = 10_000;

/** What vitest says of such a test. Its work may go on for ever, in a process that other tests would use. */
const isHanging = ({ failure = '' }: Outcome): boolean => /timed out in \d+ms/.test(failure);

/**
 * Runs tests with one change in the source, which is made in memory: no file is touched. Of one process, so that what
 * vitest has transformed is used again.
 */
export class MutantTests {
  #vitest: Vitest | undefined;
  #mutant: Mutant | undefined;

  async #start(): Promise<Vitest> {
    // By this, and not by arguments: threads that are started without any load it, too.
    process.env.NODE_OPTIONS = `--import=${pathToFileURL(path.join(import.meta.dirname, 'native-loader.ts'))}`;
    const plugin = {
      name: 'mutant',
      enforce: 'pre' as const,
      transform: (code: string, id: string) =>
        this.#mutant && id.split('?')[0] === path.join(root, this.#mutant.file)
          ? mutated(code, this.#mutant)
          : undefined,
    };
    const { projects = [], fakeTimers } = config.test ?? {};
    const quick = projects.filter((project) => isNamed(project, 'unit') || isNamed(project, 'integration'));
    return createVitest({
      config: false,
      root,
      watch: false,
      run: true,
      bail: 1,
      testTimeout,
      hookTimeout: testTimeout,
      reporters: [{}],
      maxWorkers: 1,
      // It would keep what a mutant has changed.
      fsModuleCache: false,
      projects: quick.map((project) => ({
        ...(project as { plugins?: object[]; test: object }),
        extends: false,
        plugins: [...((project as { plugins?: object[] }).plugins ?? []), plugin],
        test: {
          ...(project as { test: object }).test,
          fakeTimers,
          // A process that is used again has modules of the mutant before. The files of "unit" begin with none.
          isolate: !isNamed(project, 'unit'),
          testTimeout,
          hookTimeout: testTimeout,
          fsModuleCache: false,
        },
      })) as never,
    });
  }

  /** Runs these test files, with the mutant's change where there is one, until a test fails. */
  async run(tests: readonly string[], mutant?: Mutant): Promise<Outcome> {
    this.#vitest ??= await this.#start();
    const { state, projects } = this.#vitest;
    this.#mutant = mutant;
    for (const { config } of projects) config.env = { ...config.env, RIDE_REQUEST_MUTANT: mutant ? told(mutant) : '' };
    // Otherwise the results of earlier runs would be among this one's.
    state.filesMap.clear();
    const outcome = await this.#outcomeOf(tests, this.#vitest);
    if (isHanging(outcome)) await this.stop();
    return outcome;
  }

  async stop(): Promise<void> {
    await this.#vitest?.close();
    this.#vitest = undefined;
  }

  async #outcomeOf(tests: readonly string[], vitest: Vitest): Promise<Outcome> {
    const changed = this.#mutant && path.join(root, this.#mutant.file);
    if (changed) vitest.invalidateFile(changed);
    try {
      const specifications = tests.map((test) => projectOf(vitest, test).createSpecification(path.join(root, test)));
      const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
      return outcomeOf(testModules, unhandledErrors);
    } finally {
      this.#mutant = undefined;
      if (changed) vitest.invalidateFile(changed);
    }
  }
}

function projectOf({ projects }: Vitest, test: string): TestProject {
  const found = projects.find((project) => project.matchesTestGlob(path.join(root, test)));
  if (found === undefined) throw new Error(`${test} is neither of "unit" nor of "integration" (vitest.config.ts).`);
  return found;
}

const isNamed = (project: unknown, name: string): boolean =>
  (project as { test?: { name?: string } }).test?.name === name;

const told = ({ file, source, broken }: Mutant): string =>
  JSON.stringify({ path: path.join(root, file), source, broken });

function outcomeOf(modules: readonly TestModule[], unhandled: readonly unknown[]): Outcome {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const [failed] = tests.filter((test) => test.result().state === 'failed');
  const passed = tests.filter((test) => test.result().state === 'passed').length;
  if (failed) return { passed, failure: `${failed.fullName}: ${firstLine(failed.result().errors?.[0])}` };
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const [unloaded] = suites.flatMap((suite) => suite.errors());
  // A file that has loaded and fails outside of its tests fails in a hook.
  if (unloaded) return { passed, [tests.length === 0 ? 'broken' : 'failure']: firstLine(unloaded) };
  return { passed, failure: unhandled.length > 0 ? `unhandled: ${firstLine(unhandled[0])}` : undefined };
}

const firstLine = (error: unknown): string => String((error as Error | undefined)?.message).split('\n')[0] ?? '';
