import path from 'node:path';
import { type Cloud, CloudError, type OnLog, PortTakenError, startCloud, synthesize } from '../../local/index.ts';
import { tokenOf } from '../callers.ts';
import { buildPage } from '../console/build-page.ts';
import { makeConsole } from '../console/make-console.ts';
import { defaultPort, defaultRider } from '../defaults.ts';
import { contextOfMachine } from '../embedded-context.ts';
import { CommandError } from '../errors.ts';
import { step } from '../step.ts';

export const projectDirectory = path.join(import.meta.dirname, '../..');

/** A stack that is ready to run. */
export interface Synthesized {
  readonly assemblyDirectory: string;
  /** In epoch milliseconds. Later edits may not be in it. */
  readonly begunAt: number;
}

export type SynthesizeStack = (signal: AbortSignal) => Promise<Synthesized>;

/**
 * Synthesizes for this machine, whose speed is measured only once.
 * @param more context besides that of this machine
 */
export function synthesizer(more: Readonly<Record<string, string>> = {}): SynthesizeStack {
  let context: ReturnType<typeof contextOfMachine> | undefined;
  return async (signal) => {
    context ??= contextOfMachine();
    const begunAt = Date.now();
    const assemblyDirectory = await synthesize({
      projectDirectory,
      context: { ...(await context), ...more },
      signal,
    });
    return { assemblyDirectory, begunAt };
  };
}

export interface BringUpOptions {
  /** Must be free. Default: the usual port, or any free one if it is taken. */
  readonly port?: number | undefined;
  readonly hear: OnLog;
  readonly synthesizeStack: SynthesizeStack;
  /** An already synthesized stack. */
  readonly synthesized?: Synthesized | undefined;
}

/** A running stack, and what it was made from. */
export interface RunningStack extends Synthesized {
  readonly cloud: Cloud;
}

/**
 * Synthesizes the stack and runs it with its console. Throws `CommandError` if this machine lacks something, and
 * `InterruptedError`.
 */
export async function bringUp(options: BringUpOptions, signal: AbortSignal): Promise<RunningStack> {
  const { port, hear, synthesizeStack } = options;
  try {
    // The stack is synthesized with the key that signs tokens: a damaged key is reported first.
    await tokenOf('rider', defaultRider);
    const given = options.synthesized;
    const [synthesized, site] = given
      ? [given, await buildPage()]
      : await step('synthesizing the stack', () => Promise.all([synthesizeStack(signal), buildPage()]), signal);
    const { routes, onLog } = makeConsole();
    const cloudOptions = {
      assemblyDirectory: synthesized.assemblyDirectory,
      site,
      routes,
      onLog: (entry: Parameters<OnLog>[0]) => {
        onLog(entry);
        hear(entry);
      },
      apiPort: port ?? [defaultPort, 0],
    };
    const cloud = await step('starting the embedded cloud', () => startCloud(cloudOptions), signal);
    if (port === undefined && new URL(cloud.apiUrl).port !== String(defaultPort))
      console.error(`Port ${defaultPort} is taken, so another one is used.`);
    return { cloud, ...synthesized };
  } catch (error) {
    if (error instanceof PortTakenError)
      throw new CommandError(`Port ${error.port} is taken. Choose another one with --port.`, { cause: error });
    if (error instanceof CloudError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}
