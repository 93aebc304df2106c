import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildPage } from '../../cli/console/build-page.ts';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { synthesize } from '../../local/index.ts';
import { deadlineSeconds } from './usual-deadline.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The stack, synthesized once for all tests, with simulation on. */
    assemblyDirectory: string;
  }
}

/** Synthesizes the stack for all tests of the embedded cloud, and builds the console's page, once for all of them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const projectDirectory = path.join(import.meta.dirname, '../..');
  const context = { ...embeddedContext, deadlineSeconds: String(deadlineSeconds) };
  const outputDirectory = await mkdtemp(path.join(tmpdir(), 'ride-request-test-'));
  await Promise.all([synthesize({ projectDirectory, context, outputDirectory }), buildPage()]);
  project.provide('assemblyDirectory', outputDirectory);
  return () => rm(outputDirectory, { recursive: true, force: true });
}
