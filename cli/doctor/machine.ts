import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { developmentKeyFile } from '../../bin/development-key.ts';
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../../local/temporary-directory.ts';
import { developmentTokens } from '../development-tokens.ts';
import { describeCloud } from '../embedded-cloud.ts';
import { unlessAborted } from '../unless-aborted.ts';

/** What the checks read of a machine. Anything that takes longer than some seconds counts as absent. */
export interface Machine {
  /** Such as `24.21.0`. */
  readonly nodeVersion: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a program may listen on a port of the loopback interface; 0 stands for any port. */
  canListen(port: number): Promise<boolean>;
  /** Whether an embedded cloud serves an API on a port. */
  isStack(port: number): Promise<boolean>;
  /** Throws the reason if no temporary directory can be made. */
  tryTemporaryDirectory(): Promise<void>;
  /** Throws if the development key is damaged. A missing key is made on first use. */
  tryKey(): Promise<void>;
  /** What a program prints; undefined if it is not installed, or fails. */
  ask(program: string, ...args: readonly string[]): Promise<string | undefined>;
  isFile(file: string): boolean;
  /** What the AWS SDK finds. Throws if it finds nothing. */
  findAws(): Promise<{ readonly credentials: () => Promise<unknown>; readonly region: () => Promise<string> }>;
}

const longestMs = 5_000;

/** This machine. */
export const thisMachine: Machine = {
  nodeVersion: process.versions.node,
  environment: process.env,
  canListen,
  isStack: (port) =>
    describeCloud(`http://127.0.0.1:${port}/v1/`, AbortSignal.timeout(longestMs)).then(
      () => true,
      () => false,
    ),
  tryTemporaryDirectory: async () => removeTemporaryDirectory(await makeTemporaryDirectory('cloud')),
  tryKey: async () => {
    if (existsSync(developmentKeyFile())) await developmentTokens();
  },
  ask: async (program, ...args) => {
    try {
      return (await promisify(execFile)(program, args, { timeout: longestMs })).stdout.trim();
    } catch {
      return undefined;
    }
  },
  isFile: existsSync,
  findAws: async () => {
    // Its provider chain is the one that commands use. Loaded on demand: it takes longer to load than everything else.
    const { SQSClient } = await import('@aws-sdk/client-sqs');
    const { credentials, region } = new SQSClient({}).config;
    return { credentials: () => inTime(credentials()), region: () => inTime(region()) };
  },
};

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

const inTime = <Result>(work: Promise<Result>): Promise<Result> =>
  unlessAborted(AbortSignal.timeout(longestMs), () => work);
