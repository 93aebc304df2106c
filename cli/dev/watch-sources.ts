import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type BuildFailure, formatMessages } from 'esbuild';
import { writeBundle } from '../../lib/bundles.ts';
import { CloudError, removeTemporaryDirectory, runnableTemplate } from '../../local/index.ts';
import { projectDirectory, type RunningStack, type SynthesizeStack } from '../start/bring-up.ts';
import { allFiles } from './affected.ts';
import { Bundler, type Rebuilt } from './bundler.ts';
import { TypeChecker, type TypeScope } from './check-types.ts';
import { DevLoop, type NewTemplate } from './dev-loop.ts';
import { editedSince } from './edited-since.ts';
import { readTemplateInputs } from './read-inputs.ts';
import { readPlan } from './read-plan.ts';
import { templateChanges } from './template-changes.ts';
import { watchFiles } from './watch-files.ts';

export interface WatchOptions {
  readonly stack: RunningStack;
  readonly synthesizeStack: SynthesizeStack;
  /** Whether breakpoints have to work. */
  readonly inspectable: boolean;
  /** Called when this stack has to replace the running one. */
  readonly restart: (template: NewTemplate) => void;
  readonly say: (text: string) => void;
}

/** Edits go live until `end`. */
export interface Watch {
  /** Resolves to type errors, if any, once all sources are read and checked, so that an edit need not wait for that. */
  readonly warm: Promise<string | undefined>;
  end(): Promise<void>;
}

/** Makes edits of the sources go live in a running stack. */
export async function watchSources(options: WatchOptions): Promise<Watch> {
  const { stack, synthesizeStack, inspectable, restart, say } = options;
  const { cloud, assemblyDirectory } = stack;
  const plan = await readPlan(assemblyDirectory);
  const ownDirectory = path.join(assemblyDirectory, 'dev');
  await mkdir(ownDirectory, { recursive: true });
  const bundler = new Bundler(plan, path.join(ownDirectory, 'packages'), { inspectable });
  const types = new TypeChecker(projectDirectory, ownDirectory);
  const running = await runnableTemplate(assemblyDirectory);
  const [template] = await Promise.all([readTemplateInputs(projectDirectory), bundler.readInputs()]);
  const missedEdits = () => editedSince(allFiles({ functions: bundler.inputs, template }), stack.begunAt);
  const tools = {
    projectDirectory,
    cloud,
    bundler,
    isUnedited: async () => (await missedEdits()).length === 0,
    checkTypes: (scope: TypeScope, signal: AbortSignal) => types.check(scope, signal),
    readTemplateInputs: () => readTemplateInputs(projectDirectory),
    writeBundle: ({ name, bundle }: Rebuilt) => writeBundle(assemblyDirectory, name, bundle),
    synthesize: async (signal: AbortSignal) => {
      const synthesized = await synthesizeStack(signal);
      try {
        const changes = templateChanges(running, await runnableTemplate(synthesized.assemblyDirectory));
        if (changes.length > 0) return { ...synthesized, changes };
      } catch (error) {
        await removeTemporaryDirectory(synthesized.assemblyDirectory);
        throw error;
      }
      await removeTemporaryDirectory(synthesized.assemblyDirectory);
      return undefined;
    },
    restart,
    say,
    explain,
  };
  const loop = new DevLoop(tools, template);
  const complain = (error: Error) => say(`Edits are no longer detected: ${error.message}`);
  const hear = (files: readonly string[]) => {
    types.edited(files);
    void loop.edit(files);
  };
  const unwatch = watchFiles(projectDirectory, hear, complain);
  const warm = loop.warmUp();
  // Files may be edited while a stack starts.
  const missed = await missedEdits();
  if (missed.length > 0) hear(missed);
  return {
    warm,
    end: async () => {
      unwatch();
      await Promise.all([loop.end(), types.end()]);
      await bundler.end();
    },
  };
}

/** Syntax errors with their locations, as esbuild shows them; errors of the embedded cloud and CDK without a stack trace. */
export async function explain(error: unknown): Promise<string> {
  if (isBuildFailure(error)) {
    const color = process.stderr.isTTY === true;
    return (await formatMessages(error.errors, { kind: 'error', color })).join('').trimEnd();
  }
  if (error instanceof CloudError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);
