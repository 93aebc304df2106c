import path from 'node:path';
import { type Cloud, CloudError, type OnLog, PortTakenError, startCloud, synthesize } from '../../local/index.ts';
import { tokenOf } from '../callers.ts';
import { buildPage } from '../console/build-page.ts';
import { makeConsole } from '../console/make-console.ts';
import { defaultPort, defaultRider } from '../defaults.ts';
import { contextOfMachine } from '../embedded-context.ts';
import { CommandError } from '../errors.ts';
import { step } from '../step.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');

/**
 * Synthesizes the stack and runs it with its console. A port that was asked for must be free; the usual one is given up for
 * any other when it is taken. Throws `CommandError` where this machine lacks something, and `InterruptedError`.
 */
export async function bringUp(port: number | undefined, hear: OnLog, signal: AbortSignal): Promise<Cloud> {
  try {
    // The stack is synthesized with the key by which tokens are signed: one that is none is told of before that.
    await tokenOf('rider', defaultRider);
    const [assemblyDirectory, site] = await step(
      'synthesizing the stack',
      async () => {
        const context = await contextOfMachine();
        return Promise.all([synthesize({ projectDirectory, context, signal }), buildPage()]);
      },
      signal,
    );
    const { routes, onLog } = makeConsole();
    const options = {
      assemblyDirectory,
      site,
      routes,
      onLog: (entry: Parameters<OnLog>[0]) => {
        onLog(entry);
        hear(entry);
      },
      apiPort: port ?? [defaultPort, 0],
    };
    const cloud = await step('starting the embedded cloud', () => startCloud(options), signal);
    if (port === undefined && new URL(cloud.apiUrl).port !== String(defaultPort))
      console.error(`Port ${defaultPort} is taken, so another one is used.`);
    return cloud;
  } catch (error) {
    if (error instanceof PortTakenError)
      throw new CommandError(`Port ${error.port} is taken. Choose another one with --port.`, { cause: error });
    if (error instanceof CloudError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}
